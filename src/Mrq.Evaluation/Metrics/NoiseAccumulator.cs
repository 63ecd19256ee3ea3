using System.Collections.Immutable;

namespace Mrq.Evaluation.Metrics;

/// <summary>Signal and noise of each sample, the target's difference from the source, as sums in the order of the output's values.</summary>
internal sealed class NoiseAccumulator(MetricSubject subject) : MetricAccumulator<(double Signal, double Noise)>(subject.Samples.Count, SampleRecords.Numbers)
{
    protected override (double Signal, double Noise) WindowOf(in ScoredSample sample)
    {
        var energies = new SignalToQuantizationNoise();
        energies.Add(sample.Source, sample.Target);
        return (energies.Signal, energies.Noise);
    }

    /// <summary>The ratio alone, without intervals.</summary>
    public double Decibels => PairedBootstrap.Value(Energies(Answers));

    /// <summary>Signal and noise of each sample, in their order.</summary>
    public ImmutableArray<(double Signal, double Noise)> EachSample => Answers;

    protected override PairedResult ResultOf(ImmutableArray<(double Signal, double Noise)> answers) => PairedBootstrap.Result(null, Energies(answers));

    private static NoiseEnergies Energies(ImmutableArray<(double Signal, double Noise)> answers) => new([.. answers.Select(answer => answer.Signal)], [.. answers.Select(answer => answer.Noise)]);
}
