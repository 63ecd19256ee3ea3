using System.Collections.Immutable;

namespace Mrq.Evaluation.Metrics;

/// <summary>The mean squared error of each sample against real-valued labels, or against the source's output where there are none.</summary>
internal sealed class ErrorAccumulator(MetricSubject subject) : MetricAccumulator<(double Source, double Target)>(subject.Samples.Count, SampleRecords.Numbers)
{
    private readonly ExpectedValues _expected = ExpectedValues.Of(subject, "mse");

    protected override (double Source, double Target) WindowOf(in ScoredSample sample)
    {
        var expected = _expected.Read(sample);
        return (SquaredErrors.Of(expected, sample.Source), SquaredErrors.Of(expected, sample.Target));
    }

    protected override PairedResult ResultOf(ImmutableArray<(double Source, double Target)> answers) =>
        PairedBootstrap.Result(new SquaredErrors([.. answers.Select(answer => answer.Source)]), new SquaredErrors([.. answers.Select(answer => answer.Target)])) with
        {
            Better = answers.Count(answer => answer.Target < answer.Source),
            Worse = answers.Count(answer => answer.Target > answer.Source),
        };
}
