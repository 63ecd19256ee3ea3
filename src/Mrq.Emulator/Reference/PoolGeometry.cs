using Mrq.Core.Graph;

namespace Mrq.Emulator.Reference;

/// <summary>Shapes of a pooling of an NHWC image, and the visit of its windows.</summary>
internal sealed record PoolGeometry(int InputTensor, int OutputTensor, int Batches, int Channels, Window Vertical, Window Horizontal)
{
    public static PoolGeometry Create(KernelContext context, Padding padding, int filterHeight, int filterWidth, int strideH, int strideW)
    {
        var (input, output) = (context.Input(0).Shape, context.Output().Shape);
        context.Require(input.Rank == 4 && output.Rank == 4, "input and output must have four dimensions.");
        context.Require(input[0] == output[0] && input[3] == output[3], "batch and channels of input and output must be the same.");
        context.Require(
            context.ActivationQuantization(context.Input(0)).Equals(context.ActivationQuantization(context.Output())),
            "input and output must have the same scale and zero point.");
        return new PoolGeometry(
            context.InputIndex(0),
            context.OutputIndex(),
            input[0],
            input[3],
            Window.Create(context, padding, input[1], filterHeight, strideH, 1, output[1]),
            Window.Create(context, padding, input[2], filterWidth, strideW, 1, output[2]));
    }

    /// <summary>Index of a value in the input.</summary>
    public int InputOffset(int batch, int y, int x, int channel) =>
        (((((batch * Vertical.Input) + y) * Horizontal.Input) + x) * Channels) + channel;

    /// <summary>Calls <paramref name="pool"/> with (output index, batch, first and one-past-last row, first and one-past-last column, channel), each window cut to the image.</summary>
    public void VisitWindows(Action<int, int, Range, Range, int> pool)
    {
        var o = 0;
        for (var batch = 0; batch < Batches; batch++)
        {
            for (var y = 0; y < Vertical.Output; y++)
            {
                for (var x = 0; x < Horizontal.Output; x++)
                {
                    for (var channel = 0; channel < Channels; channel++)
                    {
                        pool(o++, batch, Inside(Vertical, y), Inside(Horizontal, x), channel);
                    }
                }
            }
        }
    }

    private static Range Inside(Window window, int o)
    {
        var first = window.Source(o, 0);
        return Math.Max(first, 0)..Math.Min(first + window.Kernel, window.Input);
    }
}
