using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets.Formats;

/// <summary>
/// Arrays of NumPy and IDX: one archive with an array for each input and one of labels, or a file for each. Which input an array is of, its name says,
/// or else its place.
/// </summary>
internal sealed class NumpyFormat : IDataFormat
{
    public bool Recognizes(IReadOnlyList<DataFile> files) => true;

    public IReadOnlyList<string> FilesOf(string path) => [path];

    public bool HasLabels(IReadOnlyList<DataFile> files, LabelKind kind)
    {
        if (files.Count == 1 && files[0].Name is null)
        {
            return NumpyFile.Open(files[0].Path, static (_, _) => false, static archive => new DatasetArrays(archive).HasLabels);
        }

        RequireNames(files);
        foreach (var file in files)
        {
            NumpyFile.Open(file.Path, static (_, _) => true, _ => file.Name is not null ? true : throw ArchiveOfSeveral());
        }

        // Without names the last one is labels where there is one more than inputs, which only the model can say.
        return files[0].Name is null || files.Any(file => InputNames.IsLabels(file.Name!));
    }

    public DataContent Read(IReadOnlyList<DataFile> files, DatasetOptions options, IReadOnlyList<Tensor> inputs)
    {
        RequireNames(files);
        return files[0].Name is not null ? Named(files, options, inputs)
            : files.Count == 1 ? Single(files[0].Path, options, inputs)
            : InOrder(files, options, inputs);
    }

    private static DataContent Single(string path, DatasetOptions options, IReadOnlyList<Tensor> inputs) => NumpyFile.Open(
        path,
        (file, name) =>
        {
            DataFormats.RequireOneInput(inputs, path);
            return new DataContent([new SampleInput(ArrayFile.Read(file, name, path, options.Range), path)], null, path);
        },
        archive =>
        {
            var (names, labels) = new DatasetArrays(archive).Choose(inputs);
            return new DataContent(
                [.. names.Select(name => new SampleInput(archive.ReadLargeArray(name, path, options.Range), path))],
                labels is null || options.Labels == LabelKind.None ? null : archive.ReadLargeArray(labels, path, options.Range),
                path);
        });

    /// <summary>A file for each input in the order of the model's, and one of labels where there is one more.</summary>
    private static DataContent InOrder(IReadOnlyList<DataFile> files, DatasetOptions options, IReadOnlyList<Tensor> inputs)
    {
        var count = Math.Max(inputs.Count, 1);
        return files.Count == count || files.Count == count + 1
            ? new DataContent([.. files.Take(count).Select(file => Input(file, options))], files.Count == count ? null : ReadOne(files[^1], options), files[^1].Path)
            : throw (inputs.Count > 1
                ? DatasetErrors.DoesNotFit($"The data is {files.Count} files, and the model has {inputs.Count} inputs: {InputNames.List(inputs)}. Give one for each, and one more for labels; NAME=PATH says of which input a file is.")
                : DataFormats.WrongNumber());
    }

    private static DataContent Named(IReadOnlyList<DataFile> files, DatasetOptions options, IReadOnlyList<Tensor> inputs)
    {
        var labels = files.FirstOrDefault(file => InputNames.IsLabels(file.Name!) && !inputs.Any(input => InputNames.Fits(file.Name!, input)));
        var named = files.Where(file => file != labels).ToList();
        if (inputs.Count > 0)
        {
            var places = InputNames.Places([.. named.Select(file => file.Name!)], inputs);
            named = [.. named.Select((file, i) => (File: file, Place: places[i])).OrderBy(entry => entry.Place).Select(entry => entry.File)];
        }

        return named.Count > 0
            ? new DataContent([.. named.Select(file => Input(file, options))], labels is null ? null : ReadOne(labels, options), labels?.Path ?? named[0].Path)
            : throw DatasetErrors.CannotRead("All files are named as labels; name one for each input of the model.");
    }

    private static SampleInput Input(DataFile file, DatasetOptions options) => new(ReadOne(file, options), file.Path);

    /// <summary>The one array of a file: of an archive that which is named like the input, or its only one.</summary>
    private static NumpyArray ReadOne(DataFile file, DatasetOptions options) => NumpyFile.Open(
        file.Path,
        (stream, name) => ArrayFile.Read(stream, name, file.Path, options.Range),
        archive => file.Name is null ? throw ArchiveOfSeveral()
            : archive.Names.FirstOrDefault(name => string.Equals(name, file.Name, StringComparison.OrdinalIgnoreCase)) is { } own ? archive.ReadLargeArray(own, file.Path, options.Range)
            : archive.Names.Length == 1 ? archive.ReadLargeArray(archive.Names[0], file.Path, options.Range)
            : throw DatasetErrors.CannotRead($"The archive has {archive.Names.Length} arrays and none is named '{DatasetErrors.Printable(file.Name)}'; give one that has it."));

    private static void RequireNames(IReadOnlyList<DataFile> files)
    {
        if (files.Any(file => file.Name is null) && files.Any(file => file.Name is not null))
        {
            throw new MrqException(MrqCodes.BadOption, "Some files of the data have the name of an input (NAME=PATH) and some have none; name all of them, that of the labels 'labels'.");
        }
    }

    private static MrqException ArchiveOfSeveral() => DatasetErrors.CannotRead("Of several data files, each must be a .npy or IDX file: inputs, then labels; give an archive alone, or name what is in it as NAME=PATH.");
}
