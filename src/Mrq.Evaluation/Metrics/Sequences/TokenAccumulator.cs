using System.Collections.Immutable;

namespace Mrq.Evaluation.Metrics.Sequences;

/// <summary>
/// The tokens of a sequence that two models have in common: step by step, or of collapsed sequences, whose lengths may differ, the longer one's tokens less the edits between both. Two empty sequences are one equal answer.
/// </summary>
internal sealed class TokenAccumulator(MetricSubject subject, CtcCollapse? collapse) : MetricAccumulator<Proportion>(subject.Samples.Count, SampleRecords.Proportions)
{
    private readonly TokenSequence _tokens = new TokenSequence(subject, collapse).Validated();

    protected override Proportion WindowOf(in ScoredSample sample)
    {
        var (source, target) = (_tokens.Of(sample.Source), _tokens.Of(sample.Target));
        var longer = Math.Max(source.Length, target.Length);
        return longer == 0 ? new Proportion(1, 1)
            : collapse is null ? new Proportion(source.Zip(target).Count(pair => pair.First == pair.Second), longer)
            : new Proportion(longer - TokenSequence.Distance(source, target), longer);
    }

    protected override PairedResult ResultOf(ImmutableArray<Proportion> answers) => AgreementAccumulator.ResultOfShares(answers);
}
