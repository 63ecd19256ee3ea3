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

    public MulFunction(KernelContext context)
    {
        var left = context.ActivationQuantization(context.Input(0));
        var right = context.ActivationQuantization(context.Input(1));
        var output = context.ActivationQuantization(context.Output());
        context.RequireSymmetricInt16(context.Input(0), context.Input(1), context.Output());
        (LeftZeroPoint, RightZeroPoint, OutputZeroPoint) = (left.ZeroPoint, right.ZeroPoint, output.ZeroPoint);
        _arithmetic = context.Arithmetic;
        Multiplier = _arithmetic.Quantize(_arithmetic.Quirks.MultipliesWithDoubleMultipliers
            ? (double)left.Scale * right.Scale / output.Scale
            : left.Scale * right.Scale / output.Scale);
        Range = ActivationRange.Create(context, ((Mul)context.Operator).FusedActivationFunction, context.Output().Type, output);
    }

    public int LeftZeroPoint { get; }

    public int RightZeroPoint { get; }

    public int OutputZeroPoint { get; }

    public FixedPointMultiplier Multiplier { get; }

    public ActivationRange Range { get; }

    public int Apply(int left, int right) => Range.Clamp(
        (long)_arithmetic.Multiply((left - LeftZeroPoint) * (right - RightZeroPoint), Multiplier) + OutputZeroPoint);
}
