using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Metrics;

/// <summary>
/// Peak signal to noise: 10 · log10(peak² / mean squared error) over all samples together. The peak is the span that the source's output can hold where it is quantized, else that of the values that it should have. Against the
/// source's own outputs the source has no value, since nothing differs.
/// </summary>
internal sealed class PeakNoiseAccumulator(MetricSubject subject) : MetricAccumulator<PeakNoiseAccumulator.Errors>(subject.Samples.Count, Record)
{
    private static readonly SampleRecord<Errors> Record = new(
        static (writer, errors) => Array.ForEach([errors.Source, errors.Target, errors.Least, errors.Most], writer.Write),
        static reader => new Errors(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()));

    private readonly ExpectedValues _expected = ExpectedValues.Of(subject, "psnr");

    protected override Errors WindowOf(in ScoredSample sample)
    {
        var expected = _expected.Read(sample);
        return new Errors(SquaredErrors.Of(expected, sample.Source), SquaredErrors.Of(expected, sample.Target), expected.Min(), expected.Max());
    }

    protected override PairedResult ResultOf(ImmutableArray<Errors> answers)
    {
        var peak = Span(subject.Source.Tensor) ?? (answers.Max(answer => answer.Most) - answers.Min(answer => answer.Least));
        return PairedBootstrap.Result(
            _expected.AreLabels ? new PeakNoise([.. answers.Select(answer => answer.Source)], peak) : null,
            new PeakNoise([.. answers.Select(answer => answer.Target)], peak)) with
        {
            Better = _expected.AreLabels ? answers.Count(answer => answer.Target < answer.Source) : null,
            Worse = _expected.AreLabels ? answers.Count(answer => answer.Target > answer.Source) : null,
        };
    }

    /// <summary>(greatest − least integer) · scale.</summary>
    private static double? Span(Tensor output) =>
        output.Quantization is { IsPerTensor: true } quantization && output.Type.IntegerRange() is var (least, most) ? quantization.Scale * ((double)most - least) : null;

    /// <summary>What is kept of a sample: the mean squared errors, and the ends of what the output should be.</summary>
    internal readonly record struct Errors(double Source, double Target, double Least, double Most);

    private sealed class PeakNoise(double[] errors, double peak) : IMetricScores
    {
        private readonly SquaredErrors _errors = new(errors);

        public int Count => errors.Length;

        public double Value(ReadOnlySpan<int> weights) => SignalToQuantizationNoise.Ratio(peak * peak, _errors.Value(weights));
    }
}
