using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>What each output should be: labels of real values, or the source's own outputs where there are none.</summary>
internal sealed class ExpectedValues
{
    private readonly ElementType? _labels;

    private ExpectedValues(ElementType? labels) => _labels = labels;

    /// <summary>Whether there are labels.</summary>
    public bool AreLabels => _labels is not null;

    /// <exception cref="Mrq.Core.Diagnostics.MrqException"><see cref="Mrq.Core.Diagnostics.MrqCodes.DatasetDoesNotFit"/> for labels that are not as many as the output's values.</exception>
    public static ExpectedValues Of(MetricSubject subject, string metric)
    {
        var expected = subject.Samples.Targets;
        if (expected is not null && (expected.Count != (long)subject.Source.Length * subject.Samples.Count || !(NumpyTypes.IsFloat(expected.Type) || NumpyTypes.IsInteger(expected.Type))))
        {
            throw subject.LabelsDoNotFit(
                $"The labels '{DatasetErrors.Printable(expected.Name)}' are {NumpyTypes.NameOf(expected.Type)} {expected.Shape}; {metric} needs the {subject.Source.Length} values of the model's output for each sample.", subject.Source.Tensor.Name);
        }

        return new ExpectedValues(expected?.Type);
    }

    public double[] Read(in ScoredSample sample) => _labels is { } type ? NumpyTypes.ToDoubles(type, sample.Label) : sample.Source.ToArray();
}
