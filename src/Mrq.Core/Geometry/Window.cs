using Mrq.Core.Graph;

namespace Mrq.Emulator.Reference;

/// <summary>
/// One spatial axis of a sliding window: position o covers input o·Stride − Before + k·Dilation for k in [0, Kernel).
/// Source: TFLite <c>kernels/padding.h</c>; with SAME the odd pixel of padding goes after.
/// </summary>
internal readonly record struct Window(int Input, int Output, int Kernel, int Stride, int Dilation, int Before)
{
    /// <summary>Far over every image; coordinates under a window of this size still fit an int.</summary>
    private const long LargestExtent = 1 << 30;

    public static Window Create(KernelContext context, Padding padding, int input, int kernel, int stride, int dilation, int output)
    {
        context.Require(stride > 0 && dilation > 0 && kernel > 0 && input > 0, "strides, dilations, windows and inputs must be at least 1.");
        var effective = ((kernel - 1) * (long)dilation) + 1;
        context.Require(effective <= LargestExtent && stride <= LargestExtent, $"a window of {kernel} with dilation {dilation} and stride {stride} is too large.");
        var expected = padding == Padding.Same ? (input + (long)stride - 1) / stride : (input + stride - effective) / stride;
        context.Require(expected == output, $"a window of {kernel} over {input} at stride {stride} gives {expected} positions, the output has {output}.");
        var total = padding == Padding.Same ? Math.Max(((output - 1L) * stride) + effective - input, 0) : 0;
        return new Window(input, output, kernel, stride, dilation, (int)(total / 2));
    }

    /// <summary>
    /// The window of a convolution from a transposed convolution's output (<see cref="Input"/> here) to its input. TFLite takes the padding
    /// from the output's size alone; taps that fall outside are dropped, whatever size the input has.
    /// </summary>
    public static Window OfTransposed(KernelContext context, Padding padding, int output, int kernel, int stride, int input)
    {
        context.Require(stride > 0 && kernel > 0 && output > 0 && input > 0, "strides, windows, inputs and outputs must be at least 1.");
        context.Require(kernel <= LargestExtent && stride <= LargestExtent, $"a window of {kernel} with stride {stride} is too large.");
        var positions = padding == Padding.Same ? (output + (long)stride - 1) / stride : (output + (long)stride - kernel) / stride;
        var total = Math.Max(((positions - 1) * stride) + kernel - output, 0);
        return new Window(output, input, kernel, stride, 1, (int)(total / 2));
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
}
