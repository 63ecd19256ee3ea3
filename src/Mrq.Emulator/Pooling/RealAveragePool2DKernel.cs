using System.Numerics;
using Mrq.Core.Geometry;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Pooling;

/// <summary>
/// AVERAGE_POOL_2D as ONNX Runtime's QLinearAveragePool: real values summed in float32 row by row, divided by their number, brought to the output's
/// scale; the zero point comes before the rounding, unfused after it. Source: <c>contrib_ops/cpu/quantization/qlinear_pool.cc</c>.
/// </summary>
internal sealed class RealAveragePool2DKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly PoolGeometry _geometry;
    private readonly ActivationRange _range;
    private readonly RealQuantization _input;
    private readonly RealQuantization _output;
    private readonly int _shift;
    private readonly bool _isUnfused;

    public RealAveragePool2DKernel(KernelContext context)
    {
        var pool = (AveragePool2D)context.Operator;
        _geometry = PoolGeometry.Of(context.Step, pool);
        _range = ActivationRange.Create(context, pool.FusedActivationFunction, context.Output().Type, context.ActivationQuantization(context.Output()));
        var shifts = context.Arithmetic.ShiftsInt8 && context.Output().Type == Core.Graph.ElementType.Int8;
        (_shift, _isUnfused) = (shifts ? 128 : 0, context.Arithmetic.IsUnfused);
        _input = RealQuantization.Of(context, context.Input(0)).Shifted(shifts);
        _output = RealQuantization.Of(context, context.Output()).Shifted(shifts);
    }

    public override void Run(TensorMemory memory)
    {
        var g = _geometry;
        var input = memory.Elements<T>(g.InputTensor);
        var output = memory.Elements<T>(g.OutputTensor);
        foreach (var window in g.Windows())
        {
            for (var channel = 0; channel < g.Channels; channel++)
            {
                var sum = 0f;
                for (var y = window.Top; y < window.Bottom; y++)
                {
                    for (var x = window.Left; x < window.Right; x++)
                    {
                        sum += _input.Dequantize(int.CreateTruncating(input[g.InputOffset(window.Batch, y, x) + channel]) + _shift);
                    }
                }

                var steps = sum / Math.Max(window.Count, 1) / _output.Scale;
                var value = _isUnfused ? _output.Round(steps) : _output.RoundWithZeroPoint(steps + _output.ZeroPoint);
                output[window.OutputOffset + channel] = T.CreateTruncating(_range.Clamp(value - _shift));
            }
        }
    }
}
