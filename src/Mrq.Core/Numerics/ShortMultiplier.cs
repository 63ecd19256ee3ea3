namespace Mrq.Core.Numerics;

/// <summary>A factor as 7 bits and a right shift, m·2^−s with m ≤ 127, as engines hold it for sums and pools.</summary>
/// <param name="Multiplier">m.</param>
/// <param name="Shift">s.</param>
public readonly record struct ShortMultiplier(int Multiplier, int Shift)
{
    private const int Largest = sbyte.MaxValue;
    private const int FurthestFloored = 62;
    private const int FurthestNearest = 30;

    /// <summary>The least shift at which twice the multiplier would reach 127, and what of the factor is whole then. Null for a factor over 127.</summary>
    /// <remarks>Source: sophgo/tpu-mlir <c>lib/Support/MathUtils.cpp</c>, getRShiftAndMultiplierFromQScale without qdm (CV18xx).</remarks>
    public static ShortMultiplier? Floored(double factor)
    {
        if (factor > Largest)
        {
            return null;
        }

        for (var shift = 0; shift <= FurthestFloored; shift++)
        {
            if (Math.ScaleB(factor, shift + 1) >= Largest)
            {
                return new((int)Math.ScaleB(factor, shift), shift);
            }
        }

        return new(0, 0);
    }

    /// <summary>The first shift at which m·2^−s comes nearest to the factor, m being rounded and under 127. Null for a factor that is too large for any.</summary>
    /// <remarks>Source: the same, get_scale_and_shift_positive (BM1684X).</remarks>
    public static ShortMultiplier? Nearest(float factor)
    {
        var (found, least) = ((ShortMultiplier?)null, float.MaxValue);
        for (var shift = 0; shift <= FurthestNearest; shift++)
        {
            var multiplier = FloatingPoint.Round(Math.ScaleB(factor, shift));
            var error = (float)Math.Abs(Math.ScaleB(multiplier, -shift) - factor);
            if (error < least && multiplier < Largest)
            {
                (found, least) = (new((int)multiplier, shift), error);
            }
        }

        return found;
    }

    /// <summary>What a factor becomes at a shift that another one chose: cut off.</summary>
    public static int At(float factor, int shift) => (int)Math.ScaleB((double)factor, shift);
}
