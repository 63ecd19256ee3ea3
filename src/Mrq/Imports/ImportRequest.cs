using Mrq.Formats;

namespace Mrq;

/// <summary>A float model and a sidecar, of which a quantized model is to be made.</summary>
/// <param name="ModelPath">The float model, TFLite or ONNX.</param>
/// <param name="SidecarPath">The file of quantization parameters.</param>
/// <param name="OutputPath">Where the quantized model goes; its extension says the container.</param>
public sealed record ImportRequest(string ModelPath, string SidecarPath, string OutputPath)
{
    /// <summary>The sidecar's format; null for the one that its shape says.</summary>
    public string? Format { get; init; }

    /// <summary>A file of lines FROM,TO, as for exports: FROM is the model's name, TO the sidecar's.</summary>
    public string? NamesPath { get; init; }

    /// <summary>Order of axes of images at inputs and outputs: nhwc or nchw; null for the float model's.</summary>
    public string? InterfaceLayout { get; init; }

    /// <summary>Shapes of inputs whose dimensions the model leaves open.</summary>
    public InputShapes? Shapes { get; init; }
}
