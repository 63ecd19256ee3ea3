using System.Numerics;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Reference;

/// <summary>
/// FULLY_CONNECTED on uint8 and int8. acc = Σ (w − w_zp)(x − x_zp) + bias; per-tensor int8 applies the weights' zero point,
/// per-channel int8 does not. Requantization by <see cref="Arithmetic.FullyConnected"/>.
/// Source: TFLite <c>reference/fully_connected.h</c>, <c>reference/integer_ops/fully_connected.h</c>, <c>kernels/fully_connected.cc</c>.
/// </summary>
internal sealed class FullyConnectedKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private readonly int _input;
    private readonly int _output;
    private readonly int _depth;
    private readonly int _units;
    private readonly int _inputZeroPoint;
    private readonly short[] _weights;
    private readonly Func<int, int, int> _stage;

    public FullyConnectedKernel(KernelContext context)
    {
        var weights = context.Input(1);
        context.Require(weights.Shape.Rank == 2, "the weights must have two dimensions.");
        (_units, _depth) = (weights.Shape[0], weights.Shape[1]);
        var inputCount = context.Input(0).Shape.ElementCount;
        context.Require(_depth > 0 && inputCount % _depth == 0, $"an input of {inputCount} values is not rows of {_depth}.");
        context.Require(context.Output().Shape.ElementCount == inputCount / _depth * _units, "the output does not hold rows × units values.");

        var isPerTensor = context.Quantization(weights).IsPerTensor;
        _input = context.InputIndex(0);
        _output = context.OutputIndex();
        _inputZeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        _weights = Weights.Centered(context, applyZeroPoint: isPerTensor);
        _stage = CreateStage(context, _units, isPerTensor);
    }

    public override void Run(TensorMemory memory)
    {
        var input = memory.Elements<T>(_input);
        var output = memory.Elements<T>(_output);
        for (var row = 0; row * _depth < input.Length; row++)
        {
            var values = input.Slice(row * _depth, _depth);
            for (var unit = 0; unit < _units; unit++)
            {
                var weights = _weights.AsSpan(unit * _depth, _depth);
                var sum = 0;
                for (var i = 0; i < values.Length; i++)
                {
                    sum = unchecked(sum + (weights[i] * (int.CreateTruncating(values[i]) - _inputZeroPoint)));
                }

                output[(row * _units) + unit] = T.CreateTruncating(_stage(sum, unit));
            }
        }
    }

    private static Func<int, int, int> CreateStage(KernelContext context, int units, bool isPerTensor)
    {
        var function = ((FullyConnected)context.Operator).FusedActivationFunction;
        if (context.Arithmetic.FullyConnected == FullyConnectedRequantization.FixedPoint)
        {
            return OutputStage.Create(context, function, units, floatProduct: isPerTensor).Apply;
        }

        var input = context.ActivationQuantization(context.Input(0));
        var weights = context.Quantization(context.Input(1));
        var output = context.ActivationQuantization(context.Output());
        context.Require(isPerTensor || weights.Scales.Length == units, $"the weights have {weights.Scales.Length} scales for {units} units.");
        var bias = OutputStage.Bias(context, units, accumulatorScale: null, output.Scale);
        var range = ActivationRange.Create(context, function, context.Output().Type, output);
        var factors = new double[units];
        for (var unit = 0; unit < units; unit++)
        {
            factors[unit] = OutputStage.RealMultiplier(input.Scale, weights.ScaleOf(unit), output.Scale, floatProduct: false);
        }

        return (sum, unit) => range.Clamp(
            FloatingPoint.RoundAndClamp(unchecked(sum + bias[unit]) * factors[unit], int.MinValue / 2, int.MaxValue / 2) + output.ZeroPoint);
    }
}
