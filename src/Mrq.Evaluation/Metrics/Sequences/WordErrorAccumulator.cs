using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics.Sequences;

/// <summary>Edits between the tokens of two models and those of the labels, in percent of the labels'; where there are no labels, of the source's own tokens.</summary>
internal sealed class WordErrorAccumulator : MetricAccumulator<SampleShare>
{
    private readonly TokenSequence _tokens;
    private readonly ElementType? _labels;
    private readonly int _offset;

    public WordErrorAccumulator(MetricSubject subject, CtcCollapse? collapse)
        : base(subject.Samples.Count, SampleShare.Record)
    {
        _tokens = new TokenSequence(subject, collapse).Validated();
        var labels = subject.Samples.Targets;
        if (labels is not null && !(labels.Shape.Rank == 2 && NumpyTypes.IsInteger(labels.Type)))
        {
            throw subject.LabelsDoNotFit($"The labels '{DatasetErrors.Printable(labels.Name)}' are {NumpyTypes.NameOf(labels.Type)} {labels.Shape}; word-error needs integers [samples, tokens], negative ones behind the end of each sequence.");
        }

        (_labels, _offset) = (labels?.Type, subject.LabelOffset);
    }

    protected override SampleShare WindowOf(in ScoredSample sample)
    {
        var (source, target) = (_tokens.Of(sample.Source), _tokens.Of(sample.Target));
        var expected = _labels is { } type ? Labelled(type, sample.Label) : source;
        return new SampleShare(TokenSequence.Distance(source, expected), TokenSequence.Distance(target, expected), expected.Length);
    }

    protected override PairedResult ResultOf(ImmutableArray<SampleShare> answers) => answers.Any(answer => answer.Whole > 0)
        ? SampleShare.ResultOf(answers) with
        {
            Better = answers.Count(answer => answer.Target < answer.Source),
            Worse = answers.Count(answer => answer.Target > answer.Source),
        }
        : throw DatasetErrors.DoesNotFit("All sequences are empty, so that there is no token whose errors could be counted.");

    private int[] Labelled(ElementType type, ReadOnlySpan<byte> label) =>
        [.. NumpyTypes.ToDoubles(type, label).Where(token => token >= 0).Select(token => (int)Math.Min(token, int.MaxValue / 2) + _offset)];
}
