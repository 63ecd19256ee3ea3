using System.Numerics;
using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Pooling;

/// <summary>MAX_POOL_2D, a pixel's channels at once; bit for bit <see cref="MaxPool2DKernel{T}"/>.</summary>
internal sealed class VectorMaxPool2DKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    private readonly PoolGeometry _geometry;
    private readonly ActivationRange _range;

    public VectorMaxPool2DKernel(KernelContext context)
    {
        var pool = (MaxPool2D)context.Operator;
        _geometry = PoolShapes.Of(context, pool);
        _range = ActivationRange.Create(context, pool.FusedActivationFunction, context.Output().Type, context.Quantization(context.Output()));
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        ReadOnlySpan<T> input = memory.Elements<T>(g.InputTensor);
        var output = memory.Elements<T>(g.OutputTensor);
        foreach (var window in g.Windows())
        {
            var target = output.Slice(window.OutputOffset, g.Channels);
            target.Fill(T.MinValue);
            for (var y = window.Top; y < window.Bottom; y++)
            {
                for (var x = window.Left; x < window.Right; x++)
                {
                    ByteRows.Maximum(input.Slice(g.InputOffset(window.Batch, y, x), g.Channels), target);
                }
            }

            foreach (ref var value in target)
            {
                value = T.CreateTruncating(_range.Clamp(int.CreateTruncating(value)));
            }
        }
    }
}
