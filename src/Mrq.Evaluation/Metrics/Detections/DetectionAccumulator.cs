using System.Collections.Immutable;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics.Detections;

/// <summary>
/// The mean average precision of the boxes of two models, against labels, or where there are none against what the source finds with a score of <see cref="LeastScore"/> or more. Of each sample scores and verdicts are kept, no boxes.
/// </summary>
internal sealed class DetectionAccumulator : MetricAccumulator<DetectionAccumulator.Verdicts>
{
    /// <summary>From here on the source's boxes count as objects.</summary>
    public const double LeastScore = 0.3;

    private static readonly SampleRecord<Verdicts> Record = new(
        static (writer, verdicts) =>
        {
            WriteAnswers(writer, verdicts.Source);
            WriteAnswers(writer, verdicts.Target);
            writer.Write7BitEncodedInt(verdicts.Labels.Count);
            foreach (var (index, count) in verdicts.Labels.OrderBy(entry => entry.Key))
            {
                writer.Write(index);
                writer.Write7BitEncodedInt(count);
            }

            writer.Write7BitEncodedInt(verdicts.Better);
            writer.Write7BitEncodedInt(verdicts.Worse);
        },
        static reader => new Verdicts(ReadAnswers(reader), ReadAnswers(reader), ReadLabels(reader), reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt()));

    private readonly DetectionRule _rule;
    private readonly DetectionOutputs _outputs;
    private readonly BoxLabels? _labels;

    public DetectionAccumulator(MetricSubject subject, DetectionRule rule)
        : base(subject.Samples.Count, Record) => (_rule, _outputs, _labels) = (rule, DetectionOutputs.Of(subject), BoxLabels.Of(subject));

    protected override Verdicts WindowOf(in ScoredSample sample)
    {
        var (source, target) = (_outputs.Read(sample.SourceOutputs), _outputs.Read(sample.TargetOutputs));
        var labels = _labels?.Read(sample.Label) ?? [.. source.Where(box => box.Score >= LeastScore).Select(box => new LabelledBox(box.Class, box.Box, false))];
        var (before, foundBefore) = BoxMatching.Of(source, labels, _rule);
        var (after, foundAfter) = BoxMatching.Of(target, labels, _rule);
        return new Verdicts(
            before,
            after,
            labels.Where(label => !label.IsIgnored).GroupBy(label => label.Class).ToDictionary(group => group.Key, group => group.Count()),
            labels.Where((label, i) => !label.IsIgnored && foundAfter[i] && !foundBefore[i]).Count(),
            labels.Where((label, i) => !label.IsIgnored && foundBefore[i] && !foundAfter[i]).Count());
    }

    protected override PairedResult ResultOf(ImmutableArray<Verdicts> answers)
    {
        if (answers.All(answer => answer.Labels.Count == 0))
        {
            throw DatasetErrors.DoesNotFit(_labels is null
                ? FormattableString.Invariant($"The source finds nothing with a score of {LeastScore} or more, so that there is nothing for the converted model to find; give labels, or samples with objects.")
                : "No sample has an object that counts, so that there is nothing to find.");
        }

        IReadOnlyList<IReadOnlyDictionary<int, int>> labels = [.. answers.Select(answer => answer.Labels)];
        return PairedBootstrap.Result(new AveragePrecision([.. answers.Select(answer => answer.Source)], labels, _rule), new AveragePrecision([.. answers.Select(answer => answer.Target)], labels, _rule)) with
        {
            Better = answers.Sum(answer => (long)answer.Better),
            Worse = answers.Sum(answer => (long)answer.Worse),
            ChangedUnit = "objects",
        };
    }

    private static void WriteAnswers(BinaryWriter writer, IReadOnlyList<BoxAnswer> answers)
    {
        writer.Write7BitEncodedInt(answers.Count);
        foreach (var answer in answers)
        {
            writer.Write(answer.Class);
            writer.Write(answer.Score);
            writer.Write(answer.Right);
            writer.Write(answer.Ignored);
        }
    }

    private static List<BoxAnswer> ReadAnswers(BinaryReader reader)
    {
        var answers = new List<BoxAnswer>();
        for (var left = SampleRecords.ReadCount(reader, sizeof(int) + sizeof(double) + (2 * sizeof(ushort))); left > 0; left--)
        {
            answers.Add(new BoxAnswer(reader.ReadInt32(), reader.ReadDouble(), reader.ReadUInt16(), reader.ReadUInt16()));
        }

        return answers;
    }

    private static Dictionary<int, int> ReadLabels(BinaryReader reader)
    {
        var labels = new Dictionary<int, int>();
        for (var left = SampleRecords.ReadCount(reader, sizeof(int) + 1); left > 0; left--)
        {
            labels.Add(reader.ReadInt32(), reader.Read7BitEncodedInt());
        }

        return labels;
    }

    /// <summary>What is kept of a sample.</summary>
    /// <param name="Source">The source's boxes.</param>
    /// <param name="Target">The target's.</param>
    /// <param name="Labels">How many objects of each class count.</param>
    /// <param name="Better">Objects that the target alone finds.</param>
    /// <param name="Worse">Objects that the source alone finds.</param>
    internal sealed record Verdicts(IReadOnlyList<BoxAnswer> Source, IReadOnlyList<BoxAnswer> Target, IReadOnlyDictionary<int, int> Labels, int Better, int Worse);
}
