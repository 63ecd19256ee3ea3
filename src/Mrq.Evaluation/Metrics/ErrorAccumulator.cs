using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>The mean squared error of each sample against real-valued labels, or against the source's output where there are none.</summary>
internal sealed class ErrorAccumulator : MetricAccumulator<(double Source, double Target)>
{
    private readonly ElementType? _labels;

    public ErrorAccumulator(MetricSubject subject)
        : base(subject.Samples.Count, SampleRecords.Numbers)
    {
        var expected = subject.Samples.Targets;
        if (expected is not null && (expected.Count != (long)subject.Source.Length * subject.Samples.Count || !(NumpyTypes.IsFloat(expected.Type) || NumpyTypes.IsInteger(expected.Type))))
        {
            throw subject.LabelsDoNotFit(
                $"The labels '{DatasetErrors.Printable(expected.Name)}' are {NumpyTypes.NameOf(expected.Type)} {expected.Shape}; mse needs the {subject.Source.Length} values of the model's output for each sample.", subject.Source.Tensor.Name);
        }

        _labels = expected?.Type;
    }

    protected override (double Source, double Target) WindowOf(in ScoredSample sample)
    {
        var expected = _labels is { } type ? NumpyTypes.ToDoubles(type, sample.Label) : sample.Source.ToArray();
        return (SquaredErrors.Of(expected, sample.Source), SquaredErrors.Of(expected, sample.Target));
    }

    protected override PairedResult ResultOf(ImmutableArray<(double Source, double Target)> answers) =>
        PairedBootstrap.Result(new SquaredErrors([.. answers.Select(answer => answer.Source)]), new SquaredErrors([.. answers.Select(answer => answer.Target)])) with
        {
            Better = answers.Count(answer => answer.Target < answer.Source),
            Worse = answers.Count(answer => answer.Target > answer.Source),
        };
}
