using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>Mean intersection over union of two models against maps of labels: of each sample the counts of its classes are kept, no score and no map.</summary>
internal sealed class SegmentationAccumulator : MetricAccumulator<SegmentationAccumulator.Counts>
{
    private static readonly SampleRecord<Counts> Record = new(
        static (writer, counts) =>
        {
            RegionOverlaps.Save(writer, counts.Source);
            RegionOverlaps.Save(writer, counts.Target);
            writer.Write7BitEncodedInt64(counts.Better);
            writer.Write7BitEncodedInt64(counts.Worse);
        },
        static reader => new Counts(RegionOverlaps.Load(reader), RegionOverlaps.Load(reader), reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64()));

    private readonly MetricSubject _subject;
    private readonly ElementType _labels;

    public SegmentationAccumulator(MetricSubject subject)
        : base(subject.Samples.Count, Record)
    {
        _subject = subject;
        var (labels, positions) = (subject.Samples.Targets!, subject.Source.Length / subject.MapClasses);
        if (!NumpyTypes.IsInteger(labels.Type) || labels.Count != (long)positions * subject.Samples.Count)
        {
            throw subject.LabelsDoNotFit(
                $"The labels '{DatasetErrors.Printable(labels.Name)}' are {NumpyTypes.NameOf(labels.Type)} {labels.Shape}; miou needs an integer class for each of the {positions} positions of the model's output.", subject.Source.Tensor.Name);
        }

        _labels = labels.Type;
    }

    protected override Counts WindowOf(in ScoredSample sample)
    {
        var (source, target) = (ClassMap.Of(sample.Source, _subject), ClassMap.Of(sample.Target, _subject));
        var size = _labels.BitWidth() / 8;
        var labels = new int[source.Length];
        var (better, worse) = (0L, 0L);
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = (int)Math.Clamp(NumpyTypes.ReadInt64(_labels, sample.Label[(i * size)..]), int.MinValue, int.MaxValue);
            labels[i] += RegionOverlaps.IsCounted(labels[i]) ? _subject.LabelOffset : 0;
            var change = RegionOverlaps.IsCounted(labels[i]) ? (target[i] == labels[i] ? 1 : 0) - (source[i] == labels[i] ? 1 : 0) : 0;
            better += change > 0 ? 1 : 0;
            worse += change < 0 ? 1 : 0;
        }

        return new Counts(RegionOverlaps.Of(source, labels), RegionOverlaps.Of(target, labels), better, worse);
    }

    protected override PairedResult ResultOf(ImmutableArray<Counts> answers) =>
        PairedBootstrap.Result(new RegionOverlaps([.. answers.Select(answer => answer.Source)]), new RegionOverlaps([.. answers.Select(answer => answer.Target)])) with
        {
            Better = answers.Sum(answer => answer.Better),
            Worse = answers.Sum(answer => answer.Worse),
            ChangedUnit = "positions",
        };

    /// <summary>What is kept of a sample.</summary>
    internal sealed record Counts(IReadOnlyDictionary<int, RegionOverlap> Source, IReadOnlyDictionary<int, RegionOverlap> Target, long Better, long Worse);
}
