using System.Numerics;
using Mrq.Core.Geometry;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Pooling;

/// <summary>AVERAGE_POOL_2D, a pixel's channels at once; bit for bit <see cref="AveragePool2DKernel{T}"/>.</summary>
internal sealed class VectorAveragePool2DKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly PoolGeometry _geometry;
    private readonly ActivationRange _range;
    private readonly int _zeroPoint;
    private readonly WindowMean _mean;
    private readonly bool _isTFLite;

    private VectorAveragePool2DKernel(KernelContext context, AccumulatorUse accumulator)
    {
        Accumulator = accumulator;
        var pool = (AveragePool2D)context.Operator;
        _geometry = PoolShapes.Of(context, pool);
        _zeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        _mean = new WindowMean(context.Arithmetic.AveragePool, _zeroPoint, context.Arithmetic.Requantization.Rounding);
        _isTFLite = context.Arithmetic.AveragePool == AveragePoolRule.TFLite;
        _range = ActivationRange.Create(context, pool.FusedActivationFunction, context.Output().Type, context.Quantization(context.Output()));
    }

    public override AccumulatorUse Accumulator { get; }

    /// <summary>Serves sums that cannot overflow.</summary>
    public static Kernel? TryCreate(KernelContext context) =>
        new AveragePool2DKernel<T>(context).Accumulator is { FitsInt32: true } accumulator ? new VectorAveragePool2DKernel<T>(context, accumulator) : null;

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        ReadOnlySpan<T> input = memory.Elements<T>(g.InputTensor);
        var output = memory.Elements<T>(g.OutputTensor);
        using var scratch = new Scratch(g.Channels);
        var sums = scratch.Span;
        foreach (var window in g.Windows())
        {
            sums.Fill(window.Pads * _zeroPoint);
            for (var y = window.Top; y < window.Bottom; y++)
            {
                for (var x = window.Left; x < window.Right; x++)
                {
                    ByteRows.Add(input.Slice(g.InputOffset(window.Batch, y, x), g.Channels), sums);
                }
            }

            var target = output.Slice(window.OutputOffset, g.Channels);
            for (var channel = 0; channel < target.Length; channel++)
            {
                var (sum, count) = (sums[channel], window.Count);

                // In 32 bits, which are divided in half of the time.
                var mean = !_isTFLite ? _mean.Of(sum, count) : count == 0 ? 0 : (sum > 0 ? sum + (count / 2) : sum - (count / 2)) / count;
                target[channel] = T.CreateTruncating(_range.Clamp(mean));
            }
        }
    }
}
