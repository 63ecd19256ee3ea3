using Mrq.Core.Graph;

namespace Mrq.Emulator.Reference;

/// <summary>
/// One spatial axis of a sliding window: position o covers input o·Stride − Before + k·Dilation for k in [0, Kernel).
/// Source: TFLite <c>kernels/padding.h</c>; with SAME the odd pixel of padding goes after.
/// </summary>
internal readonly record struct Window(int Input, int Output, int Kernel, int Stride, int Dilation, int Before)
{
    public static Window Create(KernelContext context, Padding padding, int input, int kernel, int stride, int dilation, int output)
    {
        context.Require(stride > 0 && dilation > 0 && kernel > 0 && input > 0, "strides, dilations, windows and inputs must be at least 1.");
        var effective = ((kernel - 1) * (long)dilation) + 1;
        var expected = padding == Padding.Same ? (input + (long)stride - 1) / stride : (input + stride - effective) / stride;
        context.Require(expected == output, $"a window of {kernel} over {input} at stride {stride} gives {expected} positions, the output has {output}.");
        var total = padding == Padding.Same ? Math.Max(((output - 1L) * stride) + effective - input, 0) : 0;
        return new Window(input, output, kernel, stride, dilation, (int)(total / 2));
    }

    /// <summary>The input coordinate under tap <paramref name="k"/> of position <paramref name="o"/>; may lie outside.</summary>
    public int Source(int o, int k) => (o * Stride) - Before + (k * Dilation);

    public bool Contains(int source) => (uint)source < (uint)Input;
}
