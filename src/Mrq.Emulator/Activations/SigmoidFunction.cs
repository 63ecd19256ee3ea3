using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

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

    public int Apply(int value) => _isTanh ? SigmoidTable.Tanh(value, _multiplier, _shift) : SigmoidTable.Logistic(value, _multiplier, _shift);

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
