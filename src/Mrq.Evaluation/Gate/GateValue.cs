using Mrq.Core.Numerics;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Gate;

/// <summary>
/// A metric's value as the gate compares it. Counts (right answers, equal answers, pairs in order) are exact. What is a sum of real
/// numbers carries the rounding errors of its sum: of such values the first 12 significant digits count.
/// </summary>
internal readonly record struct GateValue(double Measured, Proportion? Count)
{
    private const int SignificantDigits = 12;

    /// <summary>Whether the value is no smaller than a limit; what is not a number never is.</summary>
    public bool Reaches(decimal least) => double.IsPositiveInfinity(Measured) || (double.IsFinite(Measured) && ExactBeside(Measured) >= Fraction.Of(least));

    /// <summary>Whether another value is larger by no more than a limit; what is not a number never is.</summary>
    public bool IsExceededByAtMost(GateValue other, decimal limit) => double.IsFinite(Measured) && double.IsFinite(other.Measured)
        ? other.ExactBeside(Measured) - ExactBeside(other.Measured) <= Fraction.Of(limit)
        : double.IsNegativeInfinity(other.Measured - Measured);

    /// <summary>
    /// The value of a report, which keeps a double of it: where the metric is a count out of as many, the count that it is of. A
    /// value that is none, since somebody wrote it by hand, is taken as it is written.
    /// </summary>
    /// <param name="written">The report's number, 0 to 100 for a count.</param>
    /// <param name="measured">Today's value.</param>
    public static GateValue OfReport(double written, GateValue measured)
    {
        if (measured.Count is not { } today || !(written is >= 0 and <= 100))
        {
            return new GateValue(written, null);
        }

        var count = new Proportion((long)Math.Round(written * today.Of / 100), today.Of);
        return new GateValue(written, count.Percent == written ? count : null);
    }

    /// <summary>Both of two values are taken to the digits of the larger one, so that a difference of short decimals stays one.</summary>
    private Fraction ExactBeside(double other)
    {
        if (Count is { } count)
        {
            return count.ExactPercent;
        }

        var largest = Math.Max(Math.Abs(Measured), Math.Abs(other));
        return largest == 0 ? default : Fraction.Nearest(Measured, (int)Math.Floor(Math.Log10(largest)) - SignificantDigits + 1);
    }
}
