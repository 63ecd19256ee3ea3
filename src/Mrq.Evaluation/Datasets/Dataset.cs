using System.Collections.Immutable;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>Samples, and where there are any, the class that each belongs to.</summary>
public sealed class Dataset
{
    private Dataset(NumpyArray inputs, ImmutableArray<int>? labels)
    {
        Inputs = inputs;
        Labels = labels;
    }

    /// <summary>Number of samples, at least 1.</summary>
    public int Count => Inputs.Shape[0];

    /// <summary>The samples along the first dimension.</summary>
    public NumpyArray Inputs { get; }

    /// <summary>One class index, at least 0, for each sample; null when the data is unlabelled.</summary>
    public ImmutableArray<int>? Labels { get; }

    /// <summary>Loads one .npz file with inputs and optional labels, one .npy file of inputs, or two .npy files: inputs, then labels.</summary>
    /// <exception cref="MrqException">
    /// <see cref="MrqCodes.FileMissing"/>, <see cref="MrqCodes.BadDataset"/>, <see cref="MrqCodes.DatasetDoesNotFit"/>, or
    /// <see cref="MrqCodes.BadOption"/> for another number of files.
    /// </exception>
    public static Dataset Load(IReadOnlyList<string> paths) => paths.Count switch
    {
        1 => Located(paths[0], () => NumpyFile.Open(
            paths[0],
            (file, name) => Create(NpyReader.Read(file, file.Length, name), null),
            static archive =>
            {
                var (inputs, labels) = new DatasetArrays(archive).Choose();
                return Create(archive.ReadArray(inputs), labels is null ? null : archive.ReadArray(labels));
            })),
        2 => FromTwo(paths[0], paths[1]),
        _ => throw new MrqException(MrqCodes.BadOption, "The data must be one .npz file, one .npy file of inputs, or two .npy files: inputs, then labels."),
    };

    /// <summary>A dataset of arrays in memory, checked as one from files is.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/>.</exception>
    public static Dataset Create(NumpyArray inputs, NumpyArray? labels)
    {
        if (inputs.Shape.Rank == 0 || inputs.Count == 0)
        {
            throw DatasetErrors.DoesNotFit($"The array '{Name(inputs)}' is {inputs.Shape} and holds no samples; its first dimension must count them.");
        }

        return new Dataset(inputs, labels is null ? null : ReadLabels(labels, inputs));
    }

    private static Dataset FromTwo(string inputsPath, string labelsPath)
    {
        var inputs = ReadOne(inputsPath);
        var labels = ReadOne(labelsPath);
        return Located(labelsPath, () => Create(inputs, labels));
    }

    private static NumpyArray ReadOne(string path) => NumpyFile.Open(
        path,
        static (file, name) => NpyReader.Read(file, file.Length, name),
        static _ => throw DatasetErrors.CannotRead("Of two data files, each must be a .npy file: inputs, then labels; give an archive alone."));

    private static ImmutableArray<int> ReadLabels(NumpyArray labels, NumpyArray inputs)
    {
        if (!NumpyTypes.IsInteger(labels.Type))
        {
            throw DatasetErrors.DoesNotFit($"The labels '{Name(labels)}' are {NumpyTypes.NameOf(labels.Type)}; give class indices as integers: labels.astype('int32').");
        }

        if (labels.Shape.Rank == 2 && labels.Shape[1] > 1)
        {
            throw DatasetErrors.DoesNotFit($"The labels '{Name(labels)}' are {labels.Shape}, it seems one-hot; give class indices: labels.argmax(axis=1).");
        }

        if (labels.Shape.Rank is not (1 or 2) || labels.Shape[0] != inputs.Shape[0] || labels.Count != inputs.Shape[0])
        {
            throw DatasetErrors.DoesNotFit($"The labels '{Name(labels)}' are {labels.Shape} for inputs '{Name(inputs)}' {inputs.Shape}; give one label for each sample.");
        }

        var values = ImmutableArray.CreateBuilder<int>(labels.Count);
        for (var i = 0; i < labels.Count; i++)
        {
            var label = labels.GetInt64(i);
            values.Add(label is >= 0 and <= int.MaxValue
                ? (int)label
                : throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"The label of sample {i} is {label}; class indices start at 0 and fit 32 bits.")));
        }

        return values.MoveToImmutable();
    }

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

    private static string Name(NumpyArray array) => DatasetErrors.Printable(array.Name);
}
