using System.Collections.Immutable;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>
/// The equal answers of two models in each sample, right or wrong: 0 or 1 of 1 for a class, positions for a map of them.
/// </summary>
internal sealed class AgreementAccumulator(MetricSubject subject, bool areMaps) : MetricAccumulator<Proportion>(subject.Samples.Count, SampleRecords.Proportions)
{
    private readonly bool _areMaps = areMaps || subject.Source.AreLabels;

    /// <summary>Whether an output holds answers that can be equal: one real number is no choice between some.</summary>
    public static bool Fits(MetricSubject subject, bool areMaps) => subject.Source.Length > 1 || areMaps || subject.Source.AreLabels;

    public static AgreementAccumulator Create(MetricSubject subject) => Fits(subject, areMaps: false)
        ? new AgreementAccumulator(subject, areMaps: false)
        : throw DatasetErrors.DoesNotFit("The model's output is one number and no choice between classes; use the metric sqnr or mse.", subject.Source.Tensor.Name);

    /// <summary>The equal answers of all, without intervals.</summary>
    public Proportion Together => Sum(Answers);

    protected override Proportion WindowOf(in ScoredSample sample)
    {
        if (!_areMaps)
        {
            return new Proportion(TopK.ArgMax(sample.Source) == TopK.ArgMax(sample.Target) ? 1 : 0, 1);
        }

        var (source, target) = (ClassMap.Of(sample.Source, subject), ClassMap.Of(sample.Target, subject));
        return new Proportion(source.Zip(target).Count(pair => pair.First == pair.Second), source.Length);
    }

    protected override PairedResult ResultOf(ImmutableArray<Proportion> answers)
    {
        var together = Sum(answers);
        var (all, equal) = (together with { Count = together.Of }, (int)together.Count);
        if (_areMaps)
        {
            return ResultOfShares(answers);
        }

        var interval = BinomialInterval.Exact(equal, answers.Length).Times(100);
        return new PairedResult
        {
            Source = 100,
            SourceCount = all,
            Target = together.Percent,
            TargetCount = together,
            TargetInterval = interval,
            DifferenceInterval = interval.Shift(-100),
            Method = "Clopper-Pearson",
            Worse = answers.Length - equal,
            Better = 0,
        };
    }

    /// <summary>The shares of all samples together, with the interval of their mean.</summary>
    public static PairedResult ResultOfShares(ImmutableArray<Proportion> answers)
    {
        var together = Sum(answers);
        var result = PairedBootstrap.Result(null, new SquaredErrors([.. answers.Select(sample => 100 * sample.Share)]));
        return result with
        {
            Source = 100,
            SourceCount = together with { Count = together.Of },
            Target = together.Percent,
            TargetCount = together,
            DifferenceInterval = result.TargetInterval?.Shift(-100),
        };
    }

    private static Proportion Sum(ImmutableArray<Proportion> answers) => new(answers.Sum(sample => sample.Count), answers.Sum(sample => sample.Of));
}
