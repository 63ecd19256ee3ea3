using System.Collections.Immutable;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>
/// One number for each sample that ranks it between normal and anomalous. An output of the input's size is a reconstruction: the
/// score is its mean squared error from the input as the model saw it, quantized. One output is the score; of two classes it is the
/// second's score less the first's, which orders as its probability does and ties less. The score of a file is the mean of its windows'.
/// </summary>
internal sealed class AnomalyAccumulator : MetricAccumulator<(double Source, double Target), (double Source, double Target)>
{
    private readonly bool _isReconstruction;
    private readonly bool[] _positive;

    public AnomalyAccumulator(MetricSubject subject)
        : base(subject.Samples.Groups, SampleRecords.Numbers, SampleRecords.Numbers)
    {
        _isReconstruction = subject.IsReconstruction;
        if (!_isReconstruction && subject.Source.Length > 2)
        {
            throw DatasetErrors.DoesNotFit(
                FormattableString.Invariant($"The output has {subject.Source.Length} values; auc needs one score, two classes, or a reconstruction of the input."), subject.Source.Tensor.Name);
        }

        var groups = subject.Samples.Groups;
        _positive = [.. Enumerable.Range(0, groups.Count).Select(group => subject.Labels[groups.First(group)] switch
        {
            0 => false,
            1 => true,
            var label => throw subject.LabelsDoNotFit(FormattableString.Invariant($"The label of sample {groups.First(group)} is {label}; auc needs 0 for normal and 1 for anomalous samples.")),
        })];
        if (Array.TrueForAll(_positive, value => value) || Array.TrueForAll(_positive, value => !value))
        {
            throw subject.LabelsDoNotFit("All samples have the same label; auc compares samples labelled 0 with samples labelled 1.");
        }
    }

    protected override (double Source, double Target) WindowOf(in ScoredSample sample) => (Score(sample.Source, sample.SourceInput), Score(sample.Target, sample.TargetInput));

    protected override (double Source, double Target) AnswerOf(int sample, IReadOnlyCollection<(double Source, double Target)> windows) =>
        (SampleGroups.Mean(windows.Select(window => window.Source)), SampleGroups.Mean(windows.Select(window => window.Target)));

    protected override PairedResult ResultOf(ImmutableArray<(double Source, double Target)> answers)
    {
        var (source, target) = (new RankingScores([.. answers.Select(answer => answer.Source)], _positive), new RankingScores([.. answers.Select(answer => answer.Target)], _positive));
        var changes = source.Changes(target);
        return PairedBootstrap.Result(source, target) with
        {
            SourceCount = source.Pairs,
            TargetCount = target.Pairs,
            Better = changes?.Better,
            Worse = changes?.Worse,
            ChangedUnit = "pairs",
        };
    }

    private double Score(ReadOnlySpan<double> values, ReadOnlySpan<double> input) =>
        _isReconstruction ? SquaredErrors.Of(input, values) : values.Length == 1 ? values[0] : values[1] - values[0];
}
