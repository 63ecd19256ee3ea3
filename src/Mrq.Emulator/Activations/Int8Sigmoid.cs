using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>
/// LOGISTIC and TANH on 8 bits: a table of the real function, or for int8 under <see cref="RuntimeQuirks.Int8SigmoidInFixedPoint"/> gemmlowp's function of
/// the input in Q4.27, rounded to 1/256 or 1/128 whatever scale the output has. Source: TFLite <c>reference/integer_ops/logistic.h</c>,
/// <c>tanh.h</c>; tflite-micro <c>kernels/logistic_common.cc</c>, <c>tanh.cc</c>.
/// </summary>
internal readonly struct Int8Sigmoid : IUnaryFunction
{
    private const int IntegerBits = 4;
    private readonly RealFunction? _real;
    private readonly bool _isTanh;
    private readonly Arithmetic _arithmetic;
    private readonly int _zeroPoint;
    private readonly FixedPointMultiplier _multiplier;
    private readonly int _radius;

    public Int8Sigmoid(KernelContext context)
    {
        _isTanh = context.Operator is Tanh;
        _arithmetic = context.Arithmetic.ForFunctions;
        if (!context.Arithmetic.Quirks.Int8SigmoidInFixedPoint)
        {
            _real = _isTanh ? RealFunction.Tanh(context) : RealFunction.Logistic(context);
            return;
        }

        var input = context.ActivationQuantization(context.Input(0));
        context.Require(_isTanh || context.ActivationQuantization(context.Output()).ZeroPoint == sbyte.MinValue, "the output must have the zero point -128.");
        _zeroPoint = input.ZeroPoint;
        _multiplier = _arithmetic.Quantize((double)input.Scale * (1 << (31 - IntegerBits)));
        context.Require(_multiplier.Shift is >= 0 and <= 31, "the input's scale is too small or too large for fixed point.");

        // What lies beyond is as good as infinite in the input's integer bits.
        _radius = (int)Math.Floor(((1 << IntegerBits) - 1) * (double)(1L << (31 - IntegerBits)) / (1L << _multiplier.Shift));
    }

    public int Apply(int value)
    {
        if (_real is { } real)
        {
            return real.Apply(value);
        }

        var x = unchecked(value - _zeroPoint);
        if (x <= -_radius)
        {
            return sbyte.MinValue;
        }

        if (x >= _radius)
        {
            return sbyte.MaxValue;
        }

        var scaled = _arithmetic.Multiply(x, _multiplier);
        var result = _isTanh
            ? FixedPoint.RoundingDivideByPot(FixedPointExponential.Tanh(scaled, IntegerBits), 31 - 7)
            : FixedPoint.RoundingDivideByPot(FixedPointExponential.Logistic(scaled, IntegerBits), 31 - 8) + sbyte.MinValue;
        return Math.Clamp(result, sbyte.MinValue, sbyte.MaxValue);
    }
}
