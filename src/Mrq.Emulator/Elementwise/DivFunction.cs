using System.Numerics;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>
/// DIV: the dividend, as many bits as fit, times gemmlowp's reciprocal of the divisor, times s1 / (s2 · s_out), a float32 quotient.
/// Source: TFLite <c>kernels/div.cc</c>, DivElementwise in <c>reference/div.h</c>.
/// </summary>
/// <remarks>
/// A divisor of 0 is an error of the run in TFLite, which <see cref="CheckedKernel{T}"/> finds; elsewhere the quotient is the range's end. What is left of a quotient by more than 31 bits is 0; gemmlowp's shift is
/// not defined beyond.
/// </remarks>
internal readonly struct DivFunction : IBinaryFunction
{
    /// <summary>More than that is nothing: quotients have 31 bits.</summary>
    private const int SmallestShift = -31;

    private readonly Arithmetic _arithmetic;
    private readonly int _leftZeroPoint;
    private readonly int _rightZeroPoint;
    private readonly int _outputZeroPoint;
    private readonly FixedPointMultiplier _multiplier;
    private readonly ActivationRange _range;

    public DivFunction(KernelContext context)
    {
        var left = context.ActivationQuantization(context.Input(0));
        var right = context.ActivationQuantization(context.Input(1));
        var output = context.ActivationQuantization(context.Output());
        (_leftZeroPoint, _rightZeroPoint, _outputZeroPoint) = (left.ZeroPoint, right.ZeroPoint, output.ZeroPoint);
        _arithmetic = context.Arithmetic.ForFunctions;
        _multiplier = _arithmetic.Quantize(left.Scale / (right.Scale * output.Scale));
        _range = ActivationRange.Create(context, ((Div)context.Operator).FusedActivationFunction, context.Output().Type, output);
    }

    public int Apply(int left, int right)
    {
        var (dividend, divisor) = (left - _leftZeroPoint, right - _rightZeroPoint);
        (dividend, divisor) = divisor < 0 ? (-dividend, -divisor) : (dividend, divisor);
        if (divisor == 0)
        {
            return dividend > 0 ? _range.Maximum : dividend < 0 ? _range.Minimum : _range.Clamp(_outputZeroPoint);
        }

        var (reciprocal, bitsOverUnit) = FixedPointExponential.Reciprocal(divisor, 31);
        var headroom = dividend == 0 ? 31 : BitOperations.LeadingZeroCount((uint)(dividend < 0 ? ~dividend : dividend)) - 1;
        var quotient = _arithmetic.Multiply(dividend, new FixedPointMultiplier(reciprocal, headroom));
        var shift = _multiplier.Shift - bitsOverUnit - headroom;
        return _range.Clamp(_outputZeroPoint + (shift < SmallestShift ? 0L : _arithmetic.Multiply(quotient, _multiplier with { Shift = shift })));
    }

    /// <summary>The kernel on quantized values of a type, with its look at the divisors.</summary>
    public static Kernel Create<T>(KernelContext context)
        where T : unmanaged, IBinaryInteger<T>
    {
        var zero = T.CreateTruncating(context.ActivationQuantization(context.Input(1)).ZeroPoint);
        return CheckedKernel<T>.WhereRefused(context, new BinaryKernel<T, DivFunction>(context, new DivFunction(context)), 1, value => value != zero, "nothing can be divided by 0");
    }
}
