namespace Mrq.Core.Numerics;

/// <summary>A real factor as TFLite's kernels hold it: factor ≈ Multiplier / 2³¹ · 2^Shift, Multiplier in [2³⁰, 2³¹) or 0.</summary>
/// <param name="Multiplier">Q31 mantissa.</param>
/// <param name="Shift">Positive shifts left, negative shifts right.</param>
public readonly record struct FixedPointMultiplier(int Multiplier, int Shift)
{
    /// <summary>QuantizeMultiplier of TFLite (<c>kernels/internal/quantization_util.cc</c>): frexp, mantissa rounded half away from zero to 31 bits.</summary>
    /// <param name="factor">A finite number.</param>
    /// <param name="rounding">A single-rounding build caps the shift at 30, because its shift of 31 − Shift must stay positive.</param>
    public static FixedPointMultiplier FromReal(double factor, RequantizationRounding rounding)
    {
        if (factor == 0 || !double.IsFinite(factor))
        {
            return default;
        }

        var (mantissa, shift) = FloatingPoint.Frexp(factor);
        var quantized = (long)FloatingPoint.Round(mantissa * (1L << 31));
        if (quantized == 1L << 31)
        {
            quantized /= 2;
            shift++;
        }

        if (shift < -31)
        {
            return default;
        }

        return rounding == RequantizationRounding.Single && shift > 30
            ? new FixedPointMultiplier(int.MaxValue, 30)
            : new FixedPointMultiplier((int)quantized, shift);
    }
}
