using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets.Formats;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets;

/// <summary>Samples of arrays, and where there are any, the labels that each has.</summary>
public sealed class Dataset : ISampleSource
{
    private Dataset(ImmutableArray<SampleInput> inputs)
    {
        Inputs = inputs;
        Groups = SampleGroups.Each(Count);
    }

    public int Count => Inputs[0].Array.Shape[0];

    public ImmutableArray<SampleInput> Inputs { get; }

    public ImmutableArray<int>? Labels { get; private init; }

    public NumpyArray? Targets { get; private init; }

    public string? LabelsFile { get; private set; }

    public SampleGroups Groups { get; private set; }

    /// <summary>
    /// Loads what <see cref="DataFormats"/> knows: one .npz file with inputs and optional labels; .npy or IDX files, one for each input, and one more for
    /// labels; each named as <c>NAME=PATH</c>, or all in the order of the model's inputs; CIFAR-10's binary files; or a CSV file (or the folder
    /// of a y_labels.csv) that names raw .bin samples and their classes.
    /// </summary>
    /// <param name="paths">The files, as <see cref="DataFile.Parse"/> reads them.</param>
    /// <param name="options">What the files do not say.</param>
    /// <param name="inputs">The model's inputs, which say what is meant by a name and what raw samples are; none where there is no model.</param>
    /// <exception cref="MrqException">
    /// <see cref="MrqCodes.FileMissing"/>, <see cref="MrqCodes.BadDataset"/>, <see cref="MrqCodes.DatasetDoesNotFit"/>, or
    /// <see cref="MrqCodes.BadOption"/> for another number of files.
    /// </exception>
    public static Dataset Load(IReadOnlyList<string> paths, DatasetOptions? options = null, params IReadOnlyList<Tensor> inputs)
    {
        options = (options ?? DatasetOptions.Default).Validated();
        IReadOnlyList<DataFile> files = [.. paths.Select(DataFile.Parse)];
        var content = DataFormats.Of(files).Read(files, options, inputs);
        var named = content.Inputs.Select((input, place) => new SampleInput(input.Array, input.File, input.TypeOrigin) { Options = options.Of(inputs, place) });
        try
        {
            var dataset = Create([.. named], content.Labels, options).Within(options.Range);
            (dataset.LabelsFile, dataset.Groups) = (content.LabelsFile, content.Groups ?? dataset.Groups);
            return dataset;
        }
        catch (MrqException exception)
        {
            throw exception.InFile(content.LabelsFile);
        }
    }

    /// <summary>The same for the inputs of a graph.</summary>
    public static Dataset Load(IReadOnlyList<string> paths, DatasetOptions? options, QuantizedGraph graph) =>
        Load(paths, (options ?? DatasetOptions.Default) with { MapSize = graph.Outputs.IsEmpty ? null : MapSizeOf(graph.Tensors[graph.Outputs[0]]) }, [.. graph.Inputs.Select(input => graph.Tensors[input])]);

    /// <summary>[1, height, width] or [1, height, width, 1] of classes, [1, height, width, classes] of their scores; null for another shape.</summary>
    private static (int Height, int Width)? MapSizeOf(Tensor output) =>
        output.Shape.Rank == 4 || (output.Shape.Rank == 3 && output.Quantization is null && NumpyTypes.IsInteger(output.Type)) ? (output.Shape[1], output.Shape[2]) : null;

    /// <summary>A dataset of one array in memory, checked as one from files is.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/>.</exception>
    public static Dataset Create(NumpyArray inputs, NumpyArray? labels, DatasetOptions? options = null) =>
        Create([new SampleInput(inputs) { Options = options ?? DatasetOptions.Default }], labels, options ?? DatasetOptions.Default);

    /// <summary>The samples of several datasets side by side: each has those of some inputs, and none has labels.</summary>
    public static Dataset Together(IEnumerable<Dataset> datasets) => Create([.. datasets.SelectMany(dataset => dataset.Inputs)], null, DatasetOptions.Default);

    public IEnumerable<Sample> Samples()
    {
        var inputs = Inputs.Select(input => input.Array.Rows().GetEnumerator()).ToArray();
        var targets = Targets?.Rows().GetEnumerator();
        try
        {
            // Behind the last row a reader says whether the file is whole.
            while (Array.TrueForAll(inputs, reader => reader.MoveNext()) & (targets?.MoveNext() ?? true) && inputs[0].Current is var first)
            {
                yield return new Sample(first.Index, Array.ConvertAll(inputs, reader => reader.Current), targets?.Current);
            }
        }
        finally
        {
            foreach (var reader in inputs)
            {
                reader.Dispose();
            }

            targets?.Dispose();
        }
    }

    /// <summary>The same set, of which some samples alone are read.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> where the set is shorter.</exception>
    private Dataset Within(SampleRange? range)
    {
        if (range is not { } some)
        {
            return this;
        }

        return some.First >= 0 && some.Count >= 0 && some.First <= Count - some.Count
            ? new Dataset([.. Inputs.Select(input => input.Within(some))]) { Labels = Labels, Targets = Targets?.Within(some) }
            : throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"Samples {some.First} to {(long)some.First + some.Count - 1} are asked for, and the data has {Count}; it is not what it was."));
    }

    private static Dataset Create(ImmutableArray<SampleInput> inputs, NumpyArray? labels, DatasetOptions options)
    {
        foreach (var array in inputs.Select(input => input.Array))
        {
            if (array.Shape.Rank == 0 || array.Shape.ElementCount == 0)
            {
                throw DatasetErrors.DoesNotFit($"The array '{DatasetErrors.Printable(array.Name)}' is {array.Shape} and holds no samples; its first dimension must count them.");
            }

            if (array.Shape[0] != inputs[0].Array.Shape[0])
            {
                throw DatasetErrors.DoesNotFit($"The array '{DatasetErrors.Printable(array.Name)}' is {array.Shape} and '{DatasetErrors.Printable(inputs[0].Name)}' {inputs[0].Array.Shape}; their first dimensions must count the same samples.");
            }
        }

        if (labels is null || options.Labels == LabelKind.None)
        {
            return new Dataset(inputs);
        }

        if (options.Labels == LabelKind.Classes)
        {
            return new Dataset(inputs) { Labels = LabelReader.Classes(labels, inputs[0].Array, options.LabelOffset) };
        }

        LabelReader.RequireOnePerSample(labels, inputs[0].Array);
        return new Dataset(inputs) { Targets = labels };
    }
}
