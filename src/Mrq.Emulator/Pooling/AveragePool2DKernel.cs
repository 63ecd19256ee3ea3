using System.Numerics;
using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Pooling;

/// <summary>
/// AVERAGE_POOL_2D: the sum of raw values over the taps inside the image divided by their number, rounded as the
/// engine does it; no requantization. Cells of pads that count hold the zero point. Source: TFLite <c>reference/pooling.h</c> and <c>reference/integer_ops/pooling.h</c>.
/// </summary>
internal sealed class AveragePool2DKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly PoolGeometry _geometry;
    private readonly ActivationRange _range;
    private readonly AccumulatorUse _accumulator;
    private readonly int _zeroPoint;
    private readonly WindowMean _mean;

    public AveragePool2DKernel(KernelContext context)
    {
        var pool = (AveragePool2D)context.Operator;
        _geometry = PoolShapes.Of(context, pool);
        _range = ActivationRange.Create(context, pool.FusedActivationFunction, context.Output().Type, context.Quantization(context.Output()));
        var (low, high) = context.Input(0).Type.IntegerRange();
        var (cells, pixels) = ((long)pool.FilterHeight * pool.FilterWidth, (long)_geometry.Vertical.Input * _geometry.Horizontal.Input);
        var taps = _geometry.CountsPads ? cells : Math.Min(cells, pixels);
        _zeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        _mean = new WindowMean(context.Arithmetic.AveragePool, _zeroPoint, context.Arithmetic.Requantization.Rounding);
        _accumulator = new AccumulatorUse(context.OperatorIndex, AccumulatorBound.OfSum(taps, low, high), context.Arithmetic.Accumulator);
    }

    public override AccumulatorUse Accumulator => _accumulator;

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<T>(g.InputTensor);
        var output = memory.Elements<T>(g.OutputTensor);
        var overflows = 0L;
        foreach (var window in g.Windows())
        {
            for (var channel = 0; channel < g.Channels; channel++)
            {
                var overflowed = false;
                var sum = _accumulator.Register.Add(0, (long)window.Pads * _zeroPoint, ref overflowed);
                for (var y = window.Top; y < window.Bottom; y++)
                {
                    for (var x = window.Left; x < window.Right; x++)
                    {
                        sum = _accumulator.Register.Add(sum, int.CreateTruncating(input[g.InputOffset(window.Batch, y, x) + channel]), ref overflowed);
                    }
                }

                output[window.OutputOffset + channel] = T.CreateTruncating(_range.Clamp(_mean.Of(sum, window.Count)));
                overflows += overflowed ? 1 : 0;
            }
        }

        memory.ReportOverflows(_accumulator, overflows);
    }
}
