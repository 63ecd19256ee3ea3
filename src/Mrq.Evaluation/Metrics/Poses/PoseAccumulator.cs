using System.Collections.Immutable;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics.Poses;

/// <summary>
/// How near the keypoints of two models come to those of the person in each sample that they fit best; where there are no labels, to the source's own of a score of <see cref="LeastScore"/> or more.
/// </summary>
internal sealed class PoseAccumulator : MetricAccumulator<SampleShare>
{
    /// <summary>From here on the source's keypoints count as there.</summary>
    public const double LeastScore = 0.3;

    private readonly PoseOutputs _outputs;
    private readonly PoseLabels? _labels;
    private readonly bool _isSimilarity;

    /// <param name="subject">The models.</param>
    /// <param name="isSimilarity">Whether the mean object keypoint similarity of the persons is measured, or else the share of keypoints that are right.</param>
    public PoseAccumulator(MetricSubject subject, bool isSimilarity)
        : base(subject.Samples.Count, SampleShare.Record)
    {
        (_outputs, _isSimilarity) = (PoseOutputs.Of(subject), isSimilarity);
        _labels = PoseLabels.Of(subject, _outputs.Keypoints);
        if (isSimilarity && _outputs.Keypoints != Person.CocoKeypoints)
        {
            throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"The model has {_outputs.Keypoints} keypoints, and oks knows how far people differ about COCO's {Person.CocoKeypoints} alone; use the metric pck."), subject.Source.Tensor.Name);
        }
    }

    protected override SampleShare WindowOf(in ScoredSample sample)
    {
        var (source, target) = (_outputs.Read(sample.SourceOutputs), _outputs.Read(sample.TargetOutputs));
        var persons = _labels?.Read(sample.Label) ?? [.. new[] { Person.Seen(source, _outputs.Picture, LeastScore) }.Where(person => person.Labelled > 0)];
        return persons.Count == 0 ? default
            : _isSimilarity ? new SampleShare(persons.Max(person => person.Similarity(source) / person.Labelled), persons.Max(person => person.Similarity(target) / person.Labelled), 1)
            : Right(persons, source, target);
    }

    protected override PairedResult ResultOf(ImmutableArray<SampleShare> answers)
    {
        if (answers.All(answer => answer.Whole == 0))
        {
            throw DatasetErrors.DoesNotFit("No sample has a keypoint, of the labels or of the source's own, that could be compared.");
        }

        var result = SampleShare.ResultOf(answers) with
        {
            Better = answers.Count(answer => answer.Target > answer.Source),
            Worse = answers.Count(answer => answer.Target < answer.Source),
        };
        return _isSimilarity ? result : result with { SourceCount = Count(answers, answer => answer.Source), TargetCount = Count(answers, answer => answer.Target) };
    }

    /// <summary>Both models are held to one person, the one that either fits best.</summary>
    private static SampleShare Right(IReadOnlyList<Person> persons, Keypoint[] source, Keypoint[] target)
    {
        var person = persons.MaxBy(one => (one.Right(source) + one.Right(target)) / one.Labelled)!;
        return new SampleShare(person.Right(source), person.Right(target), person.Labelled);
    }

    private static Proportion Count(ImmutableArray<SampleShare> answers, Func<SampleShare, double> part) => new((long)answers.Sum(part), (long)answers.Sum(answer => answer.Whole));
}
