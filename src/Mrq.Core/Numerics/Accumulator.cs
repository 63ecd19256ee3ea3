
namespace Mrq.Core.Numerics;

/// <summary>The register in which a target sums products.</summary>
/// <param name="Bits">Width in two's complement, 2 to 64. ESP32-S3 has 20 for each lane, TFLite 32, and 64 for int16x8.</param>
/// <param name="Overflow">What happens beyond it.</param>
public sealed record Accumulator(int Bits, AccumulatorOverflow Overflow)
{
    public static readonly Accumulator Int32 = new(32, AccumulatorOverflow.Wrap);

    public static readonly Accumulator Int64 = new(64, AccumulatorOverflow.Wrap);

    public long Minimum => long.MinValue >> (64 - Bits);

    public long Maximum => long.MaxValue >> (64 - Bits);

    public bool Holds(long value) => value >= Minimum && value <= Maximum;

    /// <summary>sum + term as the register has it afterwards.</summary>
    /// <param name="sum">A value that the register holds.</param>
    /// <param name="term">Any number whose sum with <paramref name="sum"/> is below 2⁶⁴ in magnitude.</param>
    /// <param name="overflowed">Set when the true sum does not fit; never cleared.</param>
    public long Add(long sum, long term, ref bool overflowed)
    {
        var total = unchecked(sum + term);
        var beyond64 = ((sum ^ total) & (term ^ total)) < 0;
        if (!beyond64 && Holds(total))
        {
            return total;
        }

        overflowed = true;
        if (Overflow == AccumulatorOverflow.Saturate)
        {
            return term > 0 ? Maximum : Minimum;
        }

        return total << (64 - Bits) >> (64 - Bits);
    }
}

/// <summary>What a register does with a sum that it cannot hold.</summary>
public enum AccumulatorOverflow
{
    /// <summary>Two's complement: the upper bits are lost.</summary>
    Wrap,

    /// <summary>The nearest value that it can hold.</summary>
    Saturate,
}
