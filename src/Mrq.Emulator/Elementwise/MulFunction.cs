using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// MUL: (x1 − z1) · (x2 − z2) · (s1 · s2 / s_out) + z_out, the factor in float32 or double. Source: TFLite <c>kernels/mul.cc</c>,
/// <c>reference/mul.h</c>, <c>reference/integer_ops/mul.h</c>.
/// </summary>
internal readonly struct MulFunction : IBinaryFunction
{
    private readonly Arithmetic _arithmetic;
    private readonly int _leftZeroPoint;
    private readonly int _rightZeroPoint;
    private readonly int _outputZeroPoint;
    private readonly FixedPointMultiplier _multiplier;
    private readonly ActivationRange _range;

    public MulFunction(KernelContext context)
    {
        var left = context.ActivationQuantization(context.Input(0));
        var right = context.ActivationQuantization(context.Input(1));
        var output = context.ActivationQuantization(context.Output());
        context.RequireSymmetricInt16(context.Input(0), context.Input(1), context.Output());
        (_leftZeroPoint, _rightZeroPoint, _outputZeroPoint) = (left.ZeroPoint, right.ZeroPoint, output.ZeroPoint);
        _arithmetic = context.Arithmetic;
        _multiplier = _arithmetic.Quantize(_arithmetic.Quirks.MultipliesWithDoubleMultipliers
            ? (double)left.Scale * right.Scale / output.Scale
            : left.Scale * right.Scale / output.Scale);
        _range = ActivationRange.Create(context, ((Mul)context.Operator).FusedActivationFunction, context.Output().Type, output);
    }

    public int Apply(int left, int right) => _range.Clamp(
        (long)_arithmetic.Multiply((left - _leftZeroPoint) * (right - _rightZeroPoint), _multiplier) + _outputZeroPoint);
}
