using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Steps;

namespace Mrq.Evaluation;

/// <summary>
/// A comparison of two models on the way: samples come in parts, from this process or from others, in any order, and what is kept of each is by its number. The
/// result is of the set, so that nobody sees from it how it was split.
/// </summary>
public sealed class ModelMeasurement
{
    private readonly QuantizedGraph _source;
    private readonly Metric _metric;
    private readonly ISampleSource _samples;
    private readonly IReadOnlyList<OutputMeasurement> _outputs;
    private readonly List<OutputMeasurement.Part> _parts;
    private readonly SortedDictionary<int, long> _overflows = [];

    /// <param name="source">The model that was converted, or any other to compare with.</param>
    /// <param name="target">The other model, or the same to measure one alone.</param>
    /// <param name="metric">What to measure.</param>
    /// <param name="samples">The samples, of which some alone may be read here.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> where labels or outputs are not what the metric needs.</exception>
    public ModelMeasurement(QuantizedGraph source, QuantizedGraph target, Metric metric, ISampleSource samples)
    {
        (_source, _metric, _samples) = (source, metric, samples);
        if (metric.NeedsLabels && samples.Labels is null && samples.Targets is null)
        {
            var missing = DatasetErrors.WithoutLabels(metric);
            throw samples.LabelsFile is { } file ? missing.InFile(file) : missing;
        }

        // Labels and answers are of the first output. Signals are compared at all outputs, and the worst one counts.
        var isOfAll = metric.IsOfSignal || (metric.Labels == LabelKind.Values && samples.Targets is null);
        _outputs = [.. ComparableOutputs(source, target).Select(output => new OutputMeasurement(source, target, output, output == 0 || isOfAll ? metric : null, samples))];
        _parts = [.. _outputs.Select(output => output.Begin())];
    }

    /// <summary>How far one step of the inputs moves the source; null where that was not measured or no input has a grid.</summary>
    public InputStepNoise? InputStep { get; private set; }

    /// <summary>The noise of each sample, once all are there.</summary>
    public SampleNoise Noise => SampleNoise.Of(_parts.Select(part => part.Noise));

    /// <summary>Runs both models over the samples that are read here.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The target; the same run to measure one model alone.</param>
    /// <param name="parallel">Threads and cancellation.</param>
    /// <param name="progress">Samples done.</param>
    /// <param name="layers">Gets the first samples, to compare layer by layer.</param>
    /// <param name="withInputSteps">Whether the source runs its first samples once more, one step of its inputs away.</param>
    public void Run(GraphRun source, GraphRun target, ParallelOptions parallel, IProgress<string>? progress = null, LayerComparison? layers = null, bool withInputSteps = false)
    {
        var steps = withInputSteps && !ReferenceEquals(source, target) ? InputStepMeasurement.Of(source, target, _samples) : null;
        var sweep = new ModelSweep(source, target, _outputs, layers, steps);
        sweep.Run(_samples, parallel, progress);
        foreach (var (all, part) in _parts.Zip(sweep.Parts))
        {
            all.Merge(part);
        }

        foreach (var (step, count) in sweep.TargetOverflows)
        {
            Overflowed(step, count);
        }

        InputStep = steps?.Result;
    }

    /// <summary>Writes what the samples gave, for a process that joins the parts.</summary>
    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        _parts.ForEach(part => part.Save(writer));
        writer.Write7BitEncodedInt(_overflows.Count);
        foreach (var (step, count) in _overflows)
        {
            writer.Write7BitEncodedInt(step);
            writer.Write7BitEncodedInt64(count);
        }
    }

    /// <summary>Takes over what a measurement of the same models and samples has written.</summary>
    /// <param name="stream">A stream of known length.</param>
    /// <returns>Whether it was such a thing, of samples that were not there before; what was taken over before that showed makes this measurement worthless.</returns>
    public bool TryLoad(Stream stream)
    {
        try
        {
            using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
            _parts.ForEach(part => part.Load(reader));
            for (var left = SampleRecords.ReadCount(reader, 2); left > 0; left--)
            {
                Overflowed(reader.Read7BitEncodedInt(), reader.Read7BitEncodedInt64());
            }

            return stream.Position == stream.Length;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ArgumentException or FormatException)
        {
            return false;
        }
    }

    /// <summary>The comparison, once all samples are there.</summary>
    public ModelComparison Result()
    {
        var results = _parts.Select((part, place) => (Result: part.Metric, Place: place)).Where(entry => entry.Result is not null).ToList();
        var worst = _metric.IsError ? results.MaxBy(entry => entry.Result!.Target) : results.MinBy(entry => entry.Result!.Target);
        IReadOnlyList<OutputQuality> qualities = [.. _outputs.Zip(_parts, (output, part) => new OutputQuality(output.Output, part.Agreement, part.Sqnr))];
        return new ModelComparison(
            _metric,
            _metric.Labels == LabelKind.Classes ? _samples.Groups.Count : _samples.Count,
            worst.Result!,
            qualities[worst.Place].Agreement,
            qualities[worst.Place].Sqnr)
        {
            TargetOverflows = _overflows,
            Windows = _metric.Labels == LabelKind.Classes ? _samples.Groups.Windows : null,
            Outputs = qualities,
            Changed = _parts[0].Changed,
            InputStep = InputStep,
            Output = _source.Outputs.Length > 1 ? qualities[worst.Place].Name : null,
        };
    }

    private void Overflowed(int step, long count) => _overflows[step] = _overflows.GetValueOrDefault(step) + count;

    /// <summary>The first output, and those beside it that can be compared, by their places.</summary>
    internal static IEnumerable<int> ComparableOutputs(QuantizedGraph source, QuantizedGraph target) =>
        Enumerable.Range(0, source.Outputs.Length).Where(output => output == 0 || IsComparable(source, target, output));

    /// <summary>Whether an output beside the first has numbers to compare.</summary>
    private static bool IsComparable(QuantizedGraph source, QuantizedGraph target, int output) => new[] { source, target }.All(graph =>
        output < graph.Outputs.Length && graph.Tensors[graph.Outputs[output]] is var tensor && NumpyTypes.IsSupported(tensor.Type) && tensor.Quantization is not { IsPerTensor: false } && tensor.Shape.ElementCount is > 0 and <= ScoreReader.MostScores);
}
