using Mrq.Core.Graph;

namespace Mrq.Core.Geometry;

/// <summary>
/// One spatial axis of a sliding window: position o covers input o·Stride − Before + k·Dilation for k in [0, Kernel).
/// Source: TFLite <c>kernels/padding.h</c> (with SAME the odd pixel of padding goes after); for explicit pads ONNX's <c>Conv</c> and <c>AveragePool</c>.
/// </summary>
/// <param name="Input">Cells of the image.</param>
/// <param name="Output">Positions.</param>
/// <param name="Kernel">Taps.</param>
/// <param name="Stride">From one position to the next.</param>
/// <param name="Dilation">From one tap to the next.</param>
/// <param name="Before">Cells of padding before the image.</param>
/// <param name="After">Cells of padding behind it.</param>
public readonly record struct Window(int Input, int Output, int Kernel, int Stride, int Dilation, int Before, int After)
{
    /// <summary>Far over every image; coordinates under a window of this size still fit an int.</summary>
    private const long LargestExtent = 1 << 30;

    /// <summary>The window over an image, checked against the number of positions that the output has.</summary>
    public static Window Create(GraphStep step, WindowAxis axis, int input, int output)
    {
        var (kernel, stride, dilation) = (axis.Kernel, axis.Stride, axis.Dilation);
        step.Require(stride > 0 && dilation > 0 && kernel > 0 && input > 0, "strides, dilations, windows and inputs must be at least 1.");
        var effective = ((kernel - 1) * (long)dilation) + 1;
        step.Require(effective <= LargestExtent && stride <= LargestExtent, $"a window of {kernel} with dilation {dilation} and stride {stride} is too large.");
        var (expected, before, after) = axis.Explicit is { } pads ? OfPads(step, axis, pads, input, effective) : OfPadding(axis, input, effective, output);
        step.Require(expected == output, $"a window of {kernel} over {input} at stride {stride} gives {expected} positions, the output has {output}.");
        return new Window(input, output, kernel, stride, dilation, before, after);
    }

    /// <summary>
    /// The window of a convolution from a transposed convolution's output (<see cref="Input"/> here) to its input. TFLite takes the padding
    /// from the output's size alone; taps that fall outside are dropped, whatever size the input has.
    /// </summary>
    public static Window OfTransposed(GraphStep step, WindowAxis axis, int output, int input)
    {
        var (kernel, stride) = (axis.Kernel, axis.Stride);
        step.Require(stride > 0 && kernel > 0 && output > 0 && input > 0, "strides, windows, inputs and outputs must be at least 1.");
        step.Require(kernel <= LargestExtent && stride <= LargestExtent, $"a window of {kernel} with stride {stride} is too large.");
        if (axis.Explicit is { } pads)
        {
            RequirePads(step, pads);
            return new Window(output, input, kernel, stride, 1, pads.Before, pads.After);
        }

        var positions = axis.Padding == Padding.Same ? (output + (long)stride - 1) / stride : (output + (long)stride - kernel) / stride;
        var total = Math.Max(((positions - 1) * stride) + kernel - output, 0);
        return new Window(output, input, kernel, stride, 1, (int)(total / 2), (int)(total - (total / 2)));
    }

    /// <summary>The position whose tap <paramref name="k"/> lies on input coordinate <paramref name="source"/>.</summary>
    public bool TryFindPosition(int source, int k, out int position)
    {
        var offset = source + Before - (k * Dilation);
        position = offset / Stride;
        return offset >= 0 && offset % Stride == 0 && position < Output;
    }

    /// <summary>Whether position o covers input o and nothing else.</summary>
    public bool IsPointwise => Kernel == 1 && Stride == 1 && Before == 0 && Input == Output;

    /// <summary>Whether a tap of the first or of the last position lies outside the input.</summary>
    public bool LeavesInput => Before > 0 || Source(Output - 1, Kernel - 1) >= Input;

    /// <summary>The input coordinate under tap <paramref name="k"/> of position <paramref name="o"/>; may lie outside.</summary>
    public int Source(int o, int k) => (o * Stride) - Before + (k * Dilation);

    public bool Contains(int source) => (uint)source < (uint)Input;

    private static (long Positions, int Before, int After) OfPadding(WindowAxis axis, int input, long effective, int output)
    {
        var positions = axis.Padding == Padding.Same ? (input + (long)axis.Stride - 1) / axis.Stride : (input + axis.Stride - effective) / axis.Stride;
        var total = axis.Padding == Padding.Same ? Math.Max(((output - 1L) * axis.Stride) + effective - input, 0) : 0;
        return (positions, (int)(total / 2), (int)(total - (total / 2)));
    }

    /// <summary>Of ceil mode's positions the last one that begins behind the image and its padding before it is none.</summary>
    private static (long Positions, int Before, int After) OfPads(GraphStep step, WindowAxis axis, (int Before, int After) pads, int input, long effective)
    {
        RequirePads(step, pads);
        var room = (long)input + pads.Before + pads.After - effective;
        var positions = room < 0 ? 0 : ((axis.CeilMode ? room + axis.Stride - 1 : room) / axis.Stride) + 1;
        positions -= axis.CeilMode && positions > 1 && (positions - 1) * axis.Stride >= (long)input + pads.Before ? 1 : 0;
        return (positions, pads.Before, pads.After);
    }

    private static void RequirePads(GraphStep step, (int Before, int After) pads) =>
        step.Require(pads is { Before: >= 0 and <= (int)LargestExtent, After: >= 0 and <= (int)LargestExtent }, "pads must not be negative.");
}
