using Mrq.Core.Schemes;

namespace Mrq.Requantization.Plan;

/// <summary>What a target allows of 32-bit biases.</summary>
/// <param name="Scale">The grid that they lie on.</param>
/// <param name="Bits">Bits of one, sign included.</param>
/// <param name="Shifts">How far they may be shifted.</param>
internal sealed record BiasRule(BiasScale Scale, int Bits, ShiftLimits Shifts)
{
    public static readonly BiasRule Plain = new(BiasScale.Product, QuantizationScheme.MostBiasBits, ShiftLimits.None);

    /// <summary>A multiple of the accumulator's step beyond which nothing of 32 bits is left.</summary>
    private const int FurthestShift = 31;

    public static BiasRule Of(QuantizationScheme scheme) => new(scheme.BiasScale, scheme.BiasBits, scheme.Shifts);

    /// <summary>Bits of a bias on the accumulator's grid.</summary>
    public int ProductBits => Scale is BiasScale.Product or BiasScale.Real ? Bits : Math.Min(QuantizationScheme.MostBiasBits, Bits + Math.Min(Shifts.BiasMaximum ?? FurthestShift, FurthestShift));

    /// <summary>k, so that each bias is k·b with b of so many bits: the least that holds them all.</summary>
    /// <param name="biases">In steps of the accumulator.</param>
    /// <param name="requantizationShift">The layer's shift.</param>
    /// <returns>Null where no legal shift does.</returns>
    public long? Multiple(ReadOnlySpan<double> biases, int requantizationShift)
    {
        var (largest, furthest) = (0d, (1L << (Bits - 1)) - 1);
        foreach (var bias in biases)
        {
            largest = Math.Max(largest, Math.Abs(bias));
        }

        if (Scale == BiasScale.Own)
        {
            return Math.Max(1, (long)Math.Ceiling((largest - 0.5) / (furthest + 0.5)));
        }

        var limits = Shifts.BiasBeside(requantizationShift) ?? new ShiftRange(0, FurthestShift);
        for (var shift = Math.Max(0, limits.Minimum); shift <= limits.Maximum; shift++)
        {
            if (largest < Math.ScaleB(furthest + 0.5, shift))
            {
                return 1L << shift;
            }
        }

        return null;
    }
}
