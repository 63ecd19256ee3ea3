using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// ADD and SUB on int16 whose scales are powers of two and zero points 0: the finer input is shifted right to the output's
/// scale, ties away from zero, and the saturated sum is clamped. Source: TFLite <c>kernels/add.cc</c>, <c>reference/add.h</c>,
/// <c>kernels/sub.cc</c>, <c>reference/sub.h</c>.
/// </summary>
internal readonly struct PowerOfTwoAddFunction : IBinaryFunction
{
    private readonly bool _subtracts;
    private readonly int _leftShift;
    private readonly int _rightShift;
    private readonly ActivationRange _range;

    private PowerOfTwoAddFunction(KernelContext context, bool subtracts, ActivationFunctionType activation, int leftShift, int rightShift)
    {
        // TFLite's ADD reads both inputs by one index here, its SUB broadcasts.
        context.Require(
            subtracts || context.Input(0).Shape == context.Input(1).Shape,
            "TFLite's ADD of int16 with power-of-two scales does not broadcast.");
        context.Require(
            leftShift is >= 0 and < 16 && rightShift is >= 0 and < 16 && (leftShift == 0 || rightShift == 0),
            "of int16 inputs with power-of-two scales one must have the output's scale and the other no larger one.");
        (_subtracts, _leftShift, _rightShift) = (subtracts, leftShift, rightShift);
        _range = ActivationRange.Create(context, activation, context.Output().Type, context.ActivationQuantization(context.Output()));
    }

    /// <summary>The function, or null where the operator's flag, scales or zero points, or the runtime, ask for the general one.</summary>
    public static PowerOfTwoAddFunction? TryCreate(KernelContext context)
    {
        var (subtracts, allowed, activation) = context.Operator is Sub sub
            ? (true, sub.PotScaleInt16, sub.FusedActivationFunction)
            : (false, ((Add)context.Operator).PotScaleInt16, ((Add)context.Operator).FusedActivationFunction);
        return allowed
            && !context.Arithmetic.Quirks.IgnoresPowerOfTwoFlag
            && Exponent(context, context.Input(0)) is { } left
            && Exponent(context, context.Input(1)) is { } right
            && Exponent(context, context.Output()) is { } output
            ? new PowerOfTwoAddFunction(context, subtracts, activation, output - left, output - right)
            : null;
    }

    public int Apply(int left, int right)
    {
        var l = FixedPoint.RoundingDivideByPot(left, _leftShift);
        var r = FixedPoint.RoundingDivideByPot(right, _rightShift);
        return _range.Clamp(_subtracts ? l - r : l + r);
    }

    private static int? Exponent(KernelContext context, Tensor tensor)
    {
        var quantization = context.ActivationQuantization(tensor);
        return quantization.ZeroPoint == 0 ? PowerOfTwoScale.Exponent(quantization.Scale) : null;
    }
}
