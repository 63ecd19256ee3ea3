namespace Mrq.Core.Numerics;

/// <summary>A real factor as integer engines hold it: factor ≈ Multiplier / 2³¹ · 2^Shift, Multiplier in [2³⁰, 2³¹) or 0.</summary>
/// <param name="Multiplier">Q31 mantissa.</param>
/// <param name="Shift">Positive shifts left, negative shifts right.</param>
public readonly record struct FixedPointMultiplier(int Multiplier, int Shift)
{
    private const int MantissaBits = 31;

    /// <summary>TFLite's kernels shift right by at most 31.</summary>
    private const int SmallestShift = -31;

    /// <summary>QuantizeMultiplier of TFLite (<c>kernels/internal/quantization_util.cc</c>): frexp, mantissa rounded half away from zero to 31 bits.</summary>
    /// <param name="factor">A finite number; below 2⁻³² it becomes 0.</param>
    /// <param name="mantissaBits">Bits that the mantissa keeps; the others are zero.</param>
    /// <param name="derivation">What becomes of the bits behind them.</param>
    public static FixedPointMultiplier FromReal(double factor, int mantissaBits = MantissaBits, MultiplierDerivation derivation = MultiplierDerivation.Rounded)
    {
        if (factor == 0 || !double.IsFinite(factor))
        {
            return default;
        }

        var (mantissa, shift) = FloatingPoint.Frexp(factor);
        var scaled = mantissa * (1L << mantissaBits);
        var quantized = (long)(derivation == MultiplierDerivation.Floored ? Math.Floor(scaled) : FloatingPoint.Round(scaled)) << (MantissaBits - mantissaBits);
        if (quantized == 1L << MantissaBits)
        {
            quantized /= 2;
            shift++;
        }

        return shift < SmallestShift ? default : new FixedPointMultiplier((int)quantized, shift);
    }

    /// <summary>Multiplier / 2³¹ · 2^Shift.</summary>
    public double ToDouble() => Math.ScaleB(Multiplier, Shift - MantissaBits);

    /// <summary>The same in float32, exact where the mantissa has 24 bits.</summary>
    public float ToSingle() => (float)ToDouble();
}
