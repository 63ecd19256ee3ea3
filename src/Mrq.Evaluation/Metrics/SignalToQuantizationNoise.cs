namespace Mrq.Evaluation.Metrics;

/// <summary>
/// The ratio of a reference's energy to that of the difference from it, in decibels: 10 · log10(Σ ref² / Σ (ref − test)²), over
/// all samples added. Sums run in the order of the calls, so that equal calls give equal bits.
/// </summary>
public sealed class SignalToQuantizationNoise
{
    /// <summary>Σ ref².</summary>
    public double Signal { get; private set; }

    /// <summary>Σ (ref − test)².</summary>
    public double Noise { get; private set; }

    /// <summary>The ratio so far; +∞ when nothing differs, −∞ when only the reference is zero.</summary>
    public double Decibels => Ratio(Signal, Noise);

    /// <summary>The ratio of two energies.</summary>
    public static double Ratio(double signal, double noise) => noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / noise);

    /// <summary>Adds one sample's outputs as real values.</summary>
    public void Add(ReadOnlySpan<double> reference, ReadOnlySpan<double> test)
    {
        if (reference.Length != test.Length)
        {
            throw new ArgumentException("Reference and test must have the same length.", nameof(test));
        }

        var (signal, noise) = (Signal, Noise);
        for (var i = 0; i < reference.Length; i++)
        {
            var difference = reference[i] - test[i];
            signal += reference[i] * reference[i];
            noise += difference * difference;
        }

        (Signal, Noise) = (signal, noise);
    }
}
