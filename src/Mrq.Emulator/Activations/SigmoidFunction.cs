using Mrq.Core.Operators;

namespace Mrq.Emulator.Reference;

/// <summary>
/// LOGISTIC and TANH on int16: the input brought to steps of 1 / (3 · 4096), the table of σ interpolated linearly for its
/// magnitude, the sign put back, and rounded to 16 bits. Source: TFLite <c>kernels/activations.cc</c>,
/// <c>reference/integer_ops/logistic.h</c>, <c>reference/integer_ops/tanh.h</c>.
/// </summary>
internal readonly struct SigmoidFunction : IUnaryFunction
{
    private readonly bool _isTanh;
    private readonly int _multiplier;
    private readonly int _shift;

    public SigmoidFunction(KernelContext context)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        context.RequireSymmetricInt16(context.Input(0), context.Output());
        _isTanh = context.Operator is Tanh;
        context.RequireOutputQuantization(
            _isTanh ? PowerOfTwoScale.Exponent(output.Scale) == -15 : output.Scale == 1 / 32768f,
            "scale 1/32768");
        (_multiplier, _shift) = InputFactor(input.Scale);
    }

    public int Apply(int value) => _isTanh ? Tanh(value, _multiplier, _shift) : Logistic(value, _multiplier, _shift);

    /// <summary>σ in Q0.15 of value · multiplier / 2^shift in steps of 1 / (3 · 4096); for a negative one it is 1 − σ, with the tie rounded down.</summary>
    public static short Logistic(int value, int multiplier, int shift)
    {
        var x = Scaled(value, multiplier, shift);
        var sigma = SigmoidTable.Interpolate((uint)Math.Abs((long)x), 9, 0x7fff << 10);
        return (short)((x >= 0 ? sigma + (1 << 9) : (1 << 25) - sigma + (1 << 9) - 1) >> 10);
    }

    /// <summary>tanh in Q0.15 of the same: (σ − 1/2) in Q0.24 read as Q0.23, which doubles it.</summary>
    public static short Tanh(int value, int multiplier, int shift)
    {
        var x = Scaled(value, multiplier, shift);
        var half = SigmoidTable.Interpolate((uint)Math.Abs((long)x), 8, 0xffff << 8) - (1 << 23);
        return (short)((x >= 0 ? half + (1 << 7) : -half + (1 << 7) - 1) >> 8);
    }

    private static int Scaled(int value, int multiplier, int shift) => unchecked((value * multiplier) + (shift > 0 ? 1 << (shift - 1) : 0)) >> shift;

    /// <summary>multiplier / 2^shift = scale · 3 · 4096; exact for the power-of-two scales that the operators were made for.</summary>
    private (int Multiplier, int Shift) InputFactor(float scale)
    {
        if (PowerOfTwoScale.Exponent(scale) is { } exponent && (exponent == -12 || (_isTanh && exponent == -11)))
        {
            return (3 << (exponent + 12), 0);
        }

        var (factor, shift) = (scale * 4096.0 * 3.0, 0);
        while (factor <= 32767 / 2.0 && shift <= 30)
        {
            factor *= 2;
            shift++;
        }

        return ((int)factor, shift);
    }
}
