namespace Mrq.Formats;

/// <summary>The order of axes that images have at a model's inputs and outputs.</summary>
public enum ImageOrder
{
    /// <summary>Rows, columns, channels: as TFLite has them.</summary>
    Nhwc,

    /// <summary>Channels, rows, columns: as ONNX has them.</summary>
    Nchw,
}
