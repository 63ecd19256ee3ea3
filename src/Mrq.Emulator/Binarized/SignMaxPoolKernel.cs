using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Binarized;

/// <summary>LceBMaxPool2d: the greatest of signs is −1 where all inside the image are, which is AND of their bits. Source: Larq Compute Engine <c>core/bmaxpool.h</c>.</summary>
internal sealed class SignMaxPoolKernel : Kernel
{
    private readonly PoolGeometry _geometry;

    public SignMaxPoolKernel(KernelContext context)
    {
        var pool = (LceBMaxPool2d)context.Operator;
        var (input, output) = (context.Dimensions(context.Input(0)), context.Dimensions(context.Output()));
        context.Require(input.Length == 4 && output.Length == 4, "input and output must have four dimensions.");
        context.Require(input[0] == output[0] && input[3] == output[3], "batch and channels of input and output must be the same.");
        context.Step.RequireValues(context.Input(0), context.Output());
        _geometry = new PoolGeometry(
            context.InputIndex(0),
            context.OutputIndex(),
            input[0],
            input[3],
            Window.Create(context.Step, new WindowAxis(pool.FilterHeight, pool.StrideHeight, pool.Padding), input[1], output[1]),
            Window.Create(context.Step, new WindowAxis(pool.FilterWidth, pool.StrideWidth, pool.Padding), input[2], output[2]),
            CountsPads: false);
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<int>(g.InputTensor);
        var output = memory.Elements<int>(g.OutputTensor);
        foreach (var window in g.Windows())
        {
            for (var word = 0; word < g.Channels; word++)
            {
                var all = -1;
                for (var y = window.Top; y < window.Bottom; y++)
                {
                    for (var x = window.Left; x < window.Right; x++)
                    {
                        all &= input[g.InputOffset(window.Batch, y, x) + word];
                    }
                }

                output[window.OutputOffset + word] = all;
            }
        }
    }
}
