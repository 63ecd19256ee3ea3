using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Activations;

/// <summary>
/// HARD_SWISH on 8 bits in 16-bit fixed point: x · 128 times relu6(x + 3) / 6, the latter as a Q0.15 number whose input scale is
/// 3 / 32768. The last product truncates. Source: TFLite <c>kernels/activations.cc</c>, <c>reference/hard_swish.h</c>.
/// </summary>
internal readonly struct HardSwishFunction : IUnaryFunction
{
    private readonly int _inputZeroPoint;
    private readonly int _outputZeroPoint;
    private readonly FixedPointMultiplier _output;
    private readonly FixedPointMultiplier _reluish;
    private readonly ActivationRange _range;

    public HardSwishFunction(KernelContext context)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var output = context.ActivationQuantization(context.Output());
        var inputScale = input.Scale * (1 / 128f);
        (_inputZeroPoint, _outputZeroPoint) = (input.ZeroPoint, output.ZeroPoint);
        _output = context.Arithmetic.ForFunctions.Quantize(inputScale / output.Scale);
        _reluish = context.Arithmetic.ForFunctions.Quantize(inputScale / (3 / 32768f));
        _range = ActivationRange.Create(context, ActivationFunctionType.None, context.Output().Type, output);
        context.Require(_output.Shift <= 0, "the output's scale is too small: TFLite requires it to be at least the input's scale / 128.");
    }

    public int Apply(int value)
    {
        var x = (short)unchecked((value - _inputZeroPoint) << 7);
        var scaled = HighMul(x, HighHalf(_output));
        var product = scaled * Reluish(x) / (1 << 15);
        return _range.Clamp((long)FixedPoint.RoundingDivideByPot(product, -_output.Shift) + _outputZeroPoint);
    }

    /// <summary>relu6(x + 3) / 6 in Q0.15; the shift left by its multiplier's exponent saturates, half of it before the product and the last bit after.</summary>
    private int Reluish(short x)
    {
        int value = x;
        if (_reluish.Shift > 0)
        {
            value = Saturate((long)value << Math.Min(_reluish.Shift - 1, 31));
        }

        value = HighMul((short)value, HighHalf(_reluish));
        value = _reluish.Shift > 0 ? Saturate(value << 1) : FixedPoint.RoundingDivideByPot(value, -_reluish.Shift);
        return (value + (1 << 15)) >> 1;
    }

    /// <summary>SaturatingRoundingDoublingHighMul on 16 bits: a · b / 2¹⁵, ties toward +∞.</summary>
    private static short HighMul(short a, short b) => Saturate(((a * b) + (1 << 14)) >> 15);

    /// <summary>A multiplier rounded to its upper 16 bits (DownScaleInt32ToInt16Multiplier).</summary>
    private static short HighHalf(FixedPointMultiplier multiplier) => Saturate((multiplier.Multiplier + (1L << 15)) >> 16);

    private static short Saturate(long value) => (short)Math.Clamp(value, short.MinValue, short.MaxValue);
}
