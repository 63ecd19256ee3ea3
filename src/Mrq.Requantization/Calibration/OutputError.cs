
namespace Mrq.Requantization.Calibration;

/// <summary>How far the target's values of one tensor are from the source's over the calibration samples.</summary>
/// <param name="Signal">Σ x² of the source, in real numbers.</param>
/// <param name="Noise">Σ (x − y/c)², y the target's value and c its folding factor.</param>
/// <param name="Agreeing">Samples whose largest value stands at the same place; 0 where nobody looked.</param>
internal readonly record struct OutputError(double Signal, double Noise, int Agreeing)
{
    /// <summary>10·log10(signal / noise), to hundredths; null where nothing differs or nothing is there.</summary>
    public double? Decibels => Signal > 0 && Noise > 0 ? Math.Round(10 * Math.Log10(Signal / Noise), 2) : null;

    /// <summary>The sum of both; added in the order of samples, it does not depend on the threads.</summary>
    public OutputError Plus(OutputError other) => new(Signal + other.Signal, Noise + other.Noise, Agreeing + other.Agreeing);
}
