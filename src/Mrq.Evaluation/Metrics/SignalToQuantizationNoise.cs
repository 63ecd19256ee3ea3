namespace Mrq.Evaluation.Metrics;

/// <summary>
/// The ratio of a reference's energy to that of the difference from it, in decibels: 10 · log10(Σ ref² / Σ (ref − test)²), over
/// all samples added. Sums run in the order of the calls, so that equal calls give equal bits.
/// </summary>
public sealed class SignalToQuantizationNoise
{
    private double _signal;
    private double _noise;

    /// <summary>The ratio so far; +∞ when nothing differs, −∞ when only the reference is zero.</summary>
    public double Decibels => _noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(_signal / _noise);

    /// <summary>The ratio of all samples' energies, added in their order.</summary>
    public static double Together(IEnumerable<SignalToQuantizationNoise> samples)
    {
        var all = new SignalToQuantizationNoise();
        foreach (var sample in samples)
        {
            (all._signal, all._noise) = (all._signal + sample._signal, all._noise + sample._noise);
        }

        return all.Decibels;
    }

    /// <summary>Adds one sample's outputs as real values.</summary>
    public void Add(ReadOnlySpan<double> reference, ReadOnlySpan<double> test)
    {
        if (reference.Length != test.Length)
        {
            throw new ArgumentException("Reference and test must have the same length.", nameof(test));
        }

        for (var i = 0; i < reference.Length; i++)
        {
            var difference = reference[i] - test[i];
            _signal += reference[i] * reference[i];
            _noise += difference * difference;
        }
    }
}
