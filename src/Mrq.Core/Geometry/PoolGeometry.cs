using Mrq.Core.Graph;

namespace Mrq.Emulator.Reference;

/// <summary>Shapes of a pooling of an NHWC image, and its windows.</summary>
internal sealed record PoolGeometry(int InputTensor, int OutputTensor, int Batches, int Channels, Window Vertical, Window Horizontal)
{
    public static PoolGeometry Create(KernelContext context, Padding padding, int filterHeight, int filterWidth, int strideH, int strideW)
    {
        var (input, output) = (context.Input(0).Shape, context.Output().Shape);
        context.Require(input.Rank == 4 && output.Rank == 4, "input and output must have four dimensions.");
        context.Require(input[0] == output[0] && input[3] == output[3], "batch and channels of input and output must be the same.");
        context.RequireValues(context.Input(0), context.Output());
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

    /// <summary>Index of the first channel of an input pixel.</summary>
    public int InputOffset(int batch, int y, int x) => ((((batch * Vertical.Input) + y) * Horizontal.Input) + x) * Channels;

    /// <summary>Every window in the order of the output, cut to the image.</summary>
    public IEnumerable<PoolWindow> Windows()
    {
        var offset = 0;
        for (var batch = 0; batch < Batches; batch++)
        {
            for (var y = 0; y < Vertical.Output; y++)
            {
                var top = Vertical.Source(y, 0);
                for (var x = 0; x < Horizontal.Output; x++)
                {
                    var left = Horizontal.Source(x, 0);
                    yield return new PoolWindow(
                        batch,
                        Math.Max(top, 0),
                        Math.Min(top + Vertical.Kernel, Vertical.Input),
                        Math.Max(left, 0),
                        Math.Min(left + Horizontal.Kernel, Horizontal.Input),
                        offset);
                    offset += Channels;
                }
            }
        }
    }
}
