using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets;

/// <summary>Samples, and where there are any, the labels that each has.</summary>
public sealed class Dataset
{
    private Dataset(NumpyArray inputs, DatasetOptions options)
    {
        Inputs = inputs;
        Options = options;
        Groups = SampleGroups.Each(Count);
    }

    /// <summary>Number of samples, at least 1.</summary>
    public int Count => Inputs.Shape[0];

    /// <summary>The samples along the first dimension.</summary>
    public NumpyArray Inputs { get; }

    /// <summary>One class index of the model, at least 0, for each sample; null when the data is unlabelled or its labels are no classes.</summary>
    public ImmutableArray<int>? Labels { get; private init; }

    /// <summary>Labels that are values or maps, as the file has them.</summary>
    public NumpyArray? Targets { get; private init; }

    /// <summary>The file of the inputs, for errors; null for arrays in memory.</summary>
    public string? InputsFile { get; private set; }

    /// <summary>The file of the labels.</summary>
    public string? LabelsFile { get; private set; }

    /// <summary>Which samples are windows of one file. Each has its file's label.</summary>
    internal SampleGroups Groups { get; private set; }

    /// <summary>Who says of which type the elements of the inputs are.</summary>
    internal TypeOrigin TypeOrigin { get; private set; }

    /// <summary>What the numbers of the inputs mean.</summary>
    internal DatasetOptions Options { get; }

    /// <summary>
    /// Loads one .npz file with inputs and optional labels, one .npy file of inputs, or two .npy files: inputs, then labels; IDX
    /// files of MNIST's layout in the same two ways; CIFAR-10's binary files; or a CSV file (or the folder of a y_labels.csv) that
    /// names raw .bin samples and their classes.
    /// </summary>
    /// <param name="paths">The files.</param>
    /// <param name="options">What the files do not say.</param>
    /// <param name="input">The model's input, which says what raw samples are; null where there is no model.</param>
    /// <exception cref="MrqException">
    /// <see cref="MrqCodes.FileMissing"/>, <see cref="MrqCodes.BadDataset"/>, <see cref="MrqCodes.DatasetDoesNotFit"/>, or
    /// <see cref="MrqCodes.BadOption"/> for another number of files.
    /// </exception>
    public static Dataset Load(IReadOnlyList<string> paths, DatasetOptions? options = null, Tensor? input = null)
    {
        var dataset = LoadFiles(paths, (options ?? DatasetOptions.Default).Validated(), input);
        (dataset.InputsFile, dataset.LabelsFile) = (paths[0], RawFolder.TableOf(paths[^1]));
        return dataset;
    }

    private static Dataset LoadFiles(IReadOnlyList<string> paths, DatasetOptions options, Tensor? input)
    {
        if (paths.Count > 0 && RawFolder.Recognizes(paths))
        {
            var raw = RawFolder.Read(paths[0], options, input);
            var dataset = Located(RawFolder.TableOf(paths[0]), () => Create(raw.Samples, raw.Labels, options));
            (dataset.Groups, dataset.TypeOrigin) = (raw.Groups, options.InputType is null && input is not null ? TypeOrigin.Assumed : TypeOrigin.File);
            return dataset;
        }

        if (paths.Count > 0 && CifarFiles.Recognizes(paths))
        {
            var (images, labels) = CifarFiles.Read(paths);
            var dataset = Located(paths[0], () => Create(images, labels, options));
            dataset.TypeOrigin = TypeOrigin.Pixels;
            return dataset;
        }

        return paths.Count switch
        {
            1 => Located(paths[0], () => NumpyFile.Open(
                paths[0],
                (file, name) => Create(ArrayFile.Read(file, name, paths[0]), null, options),
                archive =>
                {
                    var (inputs, labels) = new DatasetArrays(archive).Choose();
                    return Create(archive.ReadLargeArray(inputs, paths[0]), labels is null || options.Labels == LabelKind.None ? null : archive.ReadArray(labels), options);
                })),
            2 => FromTwo(paths[0], paths[1], options),
            _ => throw WrongNumber(),
        };
    }

    /// <summary>A dataset of arrays in memory, checked as one from files is.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/>.</exception>
    public static Dataset Create(NumpyArray inputs, NumpyArray? labels, DatasetOptions? options = null)
    {
        options ??= DatasetOptions.Default;
        if (inputs.Shape.Rank == 0 || inputs.Count == 0)
        {
            throw DatasetErrors.DoesNotFit($"The array '{DatasetErrors.Printable(inputs.Name)}' is {inputs.Shape} and holds no samples; its first dimension must count them.");
        }

        if (labels is null || options.Labels == LabelKind.None)
        {
            return new Dataset(inputs, options);
        }

        if (options.Labels == LabelKind.Classes)
        {
            return new Dataset(inputs, options) { Labels = LabelReader.Classes(labels, inputs, options.LabelOffset) };
        }

        LabelReader.RequireOnePerSample(labels, inputs);
        return new Dataset(inputs, options) { Targets = labels };
    }

    private static Dataset FromTwo(string inputsPath, string labelsPath, DatasetOptions options)
    {
        var inputs = ReadOne(inputsPath);
        var labels = ReadOne(labelsPath);
        return Located(labelsPath, () => Create(inputs, labels, options));
    }

    private static NumpyArray ReadOne(string path) => NumpyFile.Open(
        path,
        (file, name) => ArrayFile.Read(file, name, path),
        static _ => throw ArchiveOfTwo());

    internal static MrqException WrongNumber() => new(
        MrqCodes.BadOption,
        "The data must be one .npz file, one .npy or IDX file of inputs, two of these (inputs, then labels), CIFAR-10 .bin files, or one CSV file of raw samples.");

    internal static MrqException ArchiveOfTwo() => DatasetErrors.CannotRead("Of two data files, each must be a .npy or IDX file: inputs, then labels; give an archive alone.");

    private static Dataset Located(string path, Func<Dataset> load)
    {
        try
        {
            return load();
        }
        catch (MrqException exception)
        {
            throw exception.InFile(path);
        }
    }
}
