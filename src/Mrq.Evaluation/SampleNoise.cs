using System.Collections.Immutable;

namespace Mrq.Evaluation;

/// <summary>
/// How much noise a conversion has on each of some samples: a share of the mean signal, of all outputs together. Two conversions of one model are compared by what they do to the same samples,
/// which tells smaller differences from chance than the two ratios alone.
/// </summary>
public sealed record SampleNoise
{
    /// <summary>Of a normal distribution, the deviations beyond which one value in 20 lies.</summary>
    private const double Doubtful = 1.96;

    private const double DecibelsPerNeper = 4.3429448190325183;

    private readonly ImmutableArray<double> _shares;

    private SampleNoise(ImmutableArray<double> shares) => _shares = shares;

    /// <summary>Noise of all samples as a share of their signal.</summary>
    public double Share => _shares.Sum() / Math.Max(_shares.Length, 1);

    /// <summary>The same in dB; +∞ where there is no noise.</summary>
    public double Sqnr => Share > 0 ? -10 * Math.Log10(Share) : double.PositiveInfinity;

    /// <param name="outputs">Signal and noise of each sample, of each output.</param>
    internal static SampleNoise Of(IEnumerable<ImmutableArray<(double Signal, double Noise)>> outputs)
    {
        var shares = Array.Empty<double>();
        foreach (var output in outputs.Where(output => output.Length > 0))
        {
            var mean = output.Sum(sample => sample.Signal) / output.Length;
            Array.Resize(ref shares, output.Length);
            for (var sample = 0; sample < output.Length && mean > 0; sample++)
            {
                shares[sample] += output[sample].Noise / mean;
            }
        }

        return new SampleNoise([.. shares]);
    }

    /// <summary>
    /// What this conversion gains over another one: g = 10·log10(Σ a / Σ b) over the other's noises a and its own b, and the standard error of it by the first-order change of g with
    /// each sample, a/Σ a − b/Σ b (the infinitesimal jackknife: Efron, The Jackknife, the Bootstrap and Other Resampling Plans, SIAM 1982, chapter 6).
    /// </summary>
    /// <param name="other">The other conversion on the same samples.</param>
    public NoiseGain Over(SampleNoise other)
    {
        var (before, after, count) = (other._shares.Sum(), _shares.Sum(), _shares.Length);
        if (!(before > 0) || !(after > 0) || count < 2)
        {
            return new NoiseGain(before == after || count < 2 ? 0 : after == 0 ? double.PositiveInfinity : double.NegativeInfinity, 0);
        }

        var squares = 0d;
        for (var sample = 0; sample < count; sample++)
        {
            var change = (other._shares[sample] / before) - (_shares[sample] / after);
            squares += change * change;
        }

        return new NoiseGain(-10 * Math.Log10(after / before), DecibelsPerNeper * Math.Sqrt(squares * count / (count - 1)));
    }

    /// <summary>What one conversion gains over another one on the same samples.</summary>
    /// <param name="Decibels">Of the noise; less than 0 where it is worse.</param>
    /// <param name="StandardError">How far other samples would say otherwise, in dB.</param>
    public sealed record NoiseGain(double Decibels, double StandardError)
    {
        /// <summary>Whether chance would hardly say so.</summary>
        public bool IsReal => Decibels > Doubtful * StandardError;
    }
}
