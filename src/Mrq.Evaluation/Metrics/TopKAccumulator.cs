using System.Collections.Immutable;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>How often the label's class is among the k best of each model. The scores of a file are the means of its windows'.</summary>
internal sealed class TopKAccumulator : MetricAccumulator<(double[] Source, double[] Target), (bool Source, bool Target)>
{
    private readonly MetricSubject _subject;
    private readonly int _k;

    public TopKAccumulator(MetricSubject subject, int k)
        : base(subject.Samples.Groups, SampleRecords.Scores, SampleRecords.Verdicts)
    {
        (_subject, _k) = (subject, k);
        var labels = subject.Labels;
        for (var sample = 0; sample < labels.Count; sample++)
        {
            if (labels[sample] >= subject.Source.Length)
            {
                throw subject.LabelsDoNotFit(FormattableString.Invariant(
                    $"The label of sample {sample} is {labels[sample]}, none of the model's {subject.Source.Length} classes; labels must be indices of its output, see LabelOffset."));
            }
        }
    }

    protected override (double[] Source, double[] Target) WindowOf(in ScoredSample sample) => (sample.Source.ToArray(), sample.Target.ToArray());

    protected override (bool Source, bool Target) AnswerOf(int sample, IReadOnlyCollection<(double[] Source, double[] Target)> windows) =>
        (IsCorrect(windows.Select(window => window.Source), sample), IsCorrect(windows.Select(window => window.Target), sample));

    protected override PairedResult ResultOf(ImmutableArray<(bool Source, bool Target)> answers)
    {
        var pairs = PairedComparison.Of([.. answers.Select(answer => answer.Source)], [.. answers.Select(answer => answer.Target)]);
        return new PairedResult
        {
            Source = pairs.AccuracyA,
            SourceCount = new Proportion(pairs.CorrectA, pairs.Count),
            SourceInterval = BinomialInterval.Exact(pairs.CorrectA, pairs.Count).Times(100),
            Target = pairs.AccuracyB,
            TargetCount = new Proportion(pairs.CorrectB, pairs.Count),
            TargetInterval = BinomialInterval.Exact(pairs.CorrectB, pairs.Count).Times(100),
            DifferenceInterval = pairs.DifferenceInterval,
            Method = "exact McNemar (Clopper-Pearson)",
            StandardError = pairs.StandardError,
            PValue = pairs.PValue,
            Better = pairs.Better,
            Worse = pairs.Worse,
        };
    }

    private bool IsCorrect(IEnumerable<double[]> windows, int sample) => TopK.IsCorrect<double>(SampleGroups.Mean(windows), _subject.Labels[sample], _k);
}
