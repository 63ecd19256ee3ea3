using System.Collections.Immutable;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>
/// Keeps a few numbers of each sample, by its number. Where samples are windows of files, those of a file become one answer as soon as the last one is
/// there.
/// </summary>
/// <typeparam name="TWindow">What is kept of a sample until its file is complete.</typeparam>
/// <typeparam name="TAnswer">What is kept of a file, or of a sample that is no window.</typeparam>
/// <param name="groups">Which samples are one answer.</param>
/// <param name="windowRecord">How a window lies in a file.</param>
/// <param name="answerRecord">How an answer does.</param>
internal abstract class MetricAccumulator<TWindow, TAnswer>(SampleGroups groups, SampleRecord<TWindow> windowRecord, SampleRecord<TAnswer> answerRecord) : IMetricAccumulator
{
    private readonly Dictionary<int, TAnswer> _answers = [];
    private readonly Dictionary<int, SortedDictionary<int, TWindow>> _open = [];

    public void Add(in ScoredSample sample) => Add(sample.Index, WindowOf(sample));

    public void Merge(IMetricAccumulator other)
    {
        var part = (MetricAccumulator<TWindow, TAnswer>)other;
        foreach (var (group, answer) in part._answers)
        {
            _answers.Add(group, answer);
        }

        foreach (var (index, window) in part._open.Values.SelectMany(windows => windows))
        {
            Add(index, window);
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt(_answers.Count);
        foreach (var (group, answer) in _answers.OrderBy(entry => entry.Key))
        {
            writer.Write7BitEncodedInt(group);
            answerRecord.Write(writer, answer);
        }

        var open = _open.Values.SelectMany(windows => windows).OrderBy(entry => entry.Key).ToList();
        writer.Write7BitEncodedInt(open.Count);
        foreach (var (index, window) in open)
        {
            writer.Write7BitEncodedInt(index);
            windowRecord.Write(writer, window);
        }
    }

    public void Load(BinaryReader reader)
    {
        for (var left = SampleRecords.ReadCount(reader, 1); left > 0; left--)
        {
            _answers.Add(Number(reader, groups.Count), answerRecord.Read(reader));
        }

        for (var left = SampleRecords.ReadCount(reader, 1); left > 0; left--)
        {
            Add(Number(reader, groups.Windows ?? groups.Count), windowRecord.Read(reader));
        }
    }

    public PairedResult Result() => ResultOf(Answers);

    /// <summary>All answers in their order.</summary>
    protected ImmutableArray<TAnswer> Answers => _answers.Count == groups.Count
        ? [.. _answers.OrderBy(entry => entry.Key).Select(entry => entry.Value)]
        : throw new InvalidOperationException($"{_answers.Count} of {groups.Count} answers are there.");

    /// <summary>What is kept of one sample.</summary>
    protected abstract TWindow WindowOf(in ScoredSample sample);

    /// <summary>The answer of a file from its windows in their order.</summary>
    /// <param name="sample">Its first one.</param>
    /// <param name="windows">What was kept of each.</param>
    protected abstract TAnswer AnswerOf(int sample, IReadOnlyCollection<TWindow> windows);

    /// <summary>The metric over all answers in their order.</summary>
    protected abstract PairedResult ResultOf(ImmutableArray<TAnswer> answers);

    private static int Number(BinaryReader reader, int count) => reader.Read7BitEncodedInt() is >= 0 and var number && number < count ? number : throw new InvalidDataException();

    private void Add(int index, TWindow window)
    {
        var group = groups.Of(index);
        if (!_open.TryGetValue(group, out var windows))
        {
            _open.Add(group, windows = []);
        }

        windows.Add(index, window);
        if (windows.Count == groups.Size(group))
        {
            _answers.Add(group, AnswerOf(groups.First(group), windows.Values));
            _open.Remove(group);
        }
    }
}

/// <summary>The same where each sample is an answer.</summary>
/// <typeparam name="TAnswer">What is kept of a sample.</typeparam>
internal abstract class MetricAccumulator<TAnswer>(int samples, SampleRecord<TAnswer> record) : MetricAccumulator<TAnswer, TAnswer>(SampleGroups.Each(samples), record, record)
{
    protected sealed override TAnswer AnswerOf(int sample, IReadOnlyCollection<TAnswer> windows) => windows.First();
}
