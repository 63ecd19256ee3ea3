using Mrq.Core.Operators;

namespace Mrq.Core.Geometry;

/// <summary>The two axes of the windows that an operator slides.</summary>
public static class WindowAxes
{
    /// <param name="step">The operator.</param>
    /// <param name="height">Rows of its weights or of its filter.</param>
    /// <param name="width">Columns.</param>
    public static (WindowAxis Vertical, WindowAxis Horizontal) Of(WindowedOperator step, int height, int width)
    {
        var (vertical, horizontal) = step switch
        {
            Conv2D conv => (conv.DilationHFactor, conv.DilationWFactor),
            DepthwiseConv2D conv => (conv.DilationHFactor, conv.DilationWFactor),
            _ => (1, 1),
        };
        var ceilMode = step is PoolingOperator { CeilMode: true };
        return (
            new WindowAxis(height, step.StrideH, step.Padding, vertical, step.Pads is { } rows ? (rows.Top, rows.Bottom) : null, ceilMode),
            new WindowAxis(width, step.StrideW, step.Padding, horizontal, step.Pads is { } columns ? (columns.Left, columns.Right) : null, ceilMode));
    }
}
