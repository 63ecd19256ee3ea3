namespace Mrq.Core.Operators;

/// <summary>A window over each channel by itself. What TFLite's files do not say is as it is there: ONNX's <c>AveragePool</c> and <c>MaxPool</c> say it.</summary>
public abstract record PoolingOperator : WindowedOperator
{
    public int FilterWidth { get; init; } = 1;

    public int FilterHeight { get; init; } = 1;

    /// <summary>Whether a last window that only begins within the padded image has a position, too; of explicit pads only.</summary>
    public bool CeilMode { get; init; }

    /// <summary>Whether a mean is taken over the cells of explicit pads, too, which hold zeros.</summary>
    public bool CountIncludePad { get; init; }
}
