namespace Mrq.Evaluation.Metrics;

/// <summary>Signal to quantization noise over samples, in dB: 10 · log10(Σ w signal / Σ w noise).</summary>
internal sealed class NoiseEnergies(double[] signal, double[] noise) : IMetricScores
{
    public int Count => signal.Length;

    public double Value(ReadOnlySpan<int> weights)
    {
        var (signals, noises) = (0d, 0d);
        for (var i = 0; i < signal.Length; i++)
        {
            signals += weights[i] * signal[i];
            noises += weights[i] * noise[i];
        }

        return SignalToQuantizationNoise.Ratio(signals, noises);
    }
}
