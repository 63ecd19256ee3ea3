using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Linear;

/// <summary>
/// FULLY_CONNECTED. acc = Σ (w − w_zp)(x − x_zp) + bias. Weights may be computed like any activation. Requantization by
/// <see cref="Core.Numerics.Arithmetic.FullyConnected"/>.
/// Source: TFLite <c>reference/fully_connected.h</c>, <c>reference/integer_ops/fully_connected.h</c>, <c>kernels/fully_connected.cc</c>.
/// </summary>
internal sealed class FullyConnectedKernel<TIn, TOut> : Kernel
    where TIn : unmanaged, IBinaryInteger<TIn>
    where TOut : unmanaged, IBinaryInteger<TOut>
{
    private readonly int _input;
    private readonly int _output;
    private readonly int _depth;
    private readonly int _units;
    private readonly int _inputZeroPoint;

    /// <summary>Centered; null where they are computed.</summary>
    private readonly short[]? _weights;
    private readonly int _weightsTensor;
    private readonly ElementType _weightsType;
    private readonly int _weightsZeroPoint;
    private readonly OutputStage _stage;

    public FullyConnectedKernel(KernelContext context)
    {
        var weights = context.Input(1);
        (_, _units, _depth) = FullyConnectedShape.Of(context);

        _input = context.InputIndex(0);
        _output = context.OutputIndex();
        _inputZeroPoint = context.ActivationQuantization(context.Input(0)).ZeroPoint;
        (_weightsTensor, _weightsType) = (context.InputIndex(1), weights.Type);
        if (weights.IsConstant)
        {
            _weights = Weights.Centered(context);
        }
        else
        {
            context.Require(weights.Type is ElementType.Int8 or ElementType.UInt8, $"computed weights '{weights.Name}' must be of 8 bits.");
            _weightsZeroPoint = context.ActivationQuantization(weights).ZeroPoint;
        }

        _stage = OutputStage.Create(context, LinearOperands.Of((FullyConnected)context.Operator, context, _units), _weights);
    }

    public override AccumulatorUse Accumulator => _stage.Accumulator;

    public override void Run(TensorMemory memory)
    {
        var input = memory.Elements<TIn>(_input);
        var output = memory.Elements<TOut>(_output);
        var weights = _weights ?? ComputedWeights(memory.Bytes(_weightsTensor));
        var overflows = 0L;
        for (var row = 0; row * _depth < input.Length; row++)
        {
            var values = input.Slice(row * _depth, _depth);
            for (var unit = 0; unit < _units; unit++)
            {
                output[(row * _units) + unit] = TOut.CreateTruncating(Compute(values, weights.AsSpan(unit * _depth, _depth), unit, ref overflows));
            }
        }

        memory.ReportOverflows(_stage.Accumulator, overflows);
    }

    private short[] ComputedWeights(ReadOnlySpan<byte> stored)
    {
        var weights = new short[stored.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = (short)(_weightsType.IntegerAt(stored, i) - _weightsZeroPoint);
        }

        return weights;
    }

    private int Compute(ReadOnlySpan<TIn> values, ReadOnlySpan<short> weights, int unit, ref long overflows)
    {
        var register = _stage.Accumulator.Register;
        var sum = 0L;
        var overflowed = false;
        for (var i = 0; i < values.Length; i++)
        {
            sum = register.Add(sum, (long)weights[i] * (int.CreateTruncating(values[i]) - _inputZeroPoint), ref overflowed);
        }

        var value = _stage.Apply(sum, unit, ref overflowed);
        overflows += overflowed ? 1 : 0;
        return value;
    }
}
