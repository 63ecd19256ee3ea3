using System.Collections.Immutable;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>Pearson's correlation of all values of an output, over all samples together, with what they should be.</summary>
internal sealed class CorrelationAccumulator(MetricSubject subject) : MetricAccumulator<(CoMoments Source, CoMoments Target)>(subject.Samples.Count, Record)
{
    private static readonly SampleRecord<(CoMoments Source, CoMoments Target)> Record = new(
        static (writer, pair) =>
        {
            WriteMoments(writer, pair.Source);
            WriteMoments(writer, pair.Target);
        },
        static reader => (ReadMoments(reader), ReadMoments(reader)));

    private readonly ExpectedValues _expected = ExpectedValues.Of(subject, "pearson");

    protected override (CoMoments Source, CoMoments Target) WindowOf(in ScoredSample sample)
    {
        var expected = _expected.Read(sample);
        return (CoMoments.Of(expected, sample.Source), CoMoments.Of(expected, sample.Target));
    }

    protected override PairedResult ResultOf(ImmutableArray<(CoMoments Source, CoMoments Target)> answers)
    {
        var result = PairedBootstrap.Result(new Correlations([.. answers.Select(answer => answer.Source)]), new Correlations([.. answers.Select(answer => answer.Target)]));
        return double.IsFinite(result.Target) && result.Source is { } source && double.IsFinite(source)
            ? result
            : throw DatasetErrors.DoesNotFit("The labels or the outputs are one value throughout, which correlates with nothing; use the metric mse.", subject.Source.Tensor.Name);
    }

    private static void WriteMoments(BinaryWriter writer, CoMoments moments) => Array.ForEach([moments.Count, moments.MeanX, moments.MeanY, moments.Xx, moments.Yy, moments.Xy], writer.Write);

    private static CoMoments ReadMoments(BinaryReader reader) =>
        new(reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());

    /// <summary>100 times the correlation.</summary>
    private sealed class Correlations(CoMoments[] samples) : IMetricScores
    {
        public int Count => samples.Length;

        public double Value(ReadOnlySpan<int> weights)
        {
            var all = default(CoMoments);
            for (var i = 0; i < samples.Length; i++)
            {
                all = all.With(samples[i], weights[i]);
            }

            return 100 * all.Correlation;
        }
    }
}
