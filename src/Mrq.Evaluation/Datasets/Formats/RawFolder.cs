using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets.Formats;

/// <summary>
/// Reads MLPerf Tiny's layout: a folder of .bin files, each the elements of one sample in C order and little-endian or of a sequence of which
/// samples are windows, and a CSV that names them with their classes.
/// </summary>
internal sealed class RawFolder : IDataFormat
{
    private const string TableName = "y_labels.csv";

    public bool Recognizes(IReadOnlyList<DataFile> files) => files.Count == 1 && files[0].Name is null && IsTable(files[0].Path);

    /// <summary>Whether a path is a table, or the folder of one.</summary>
    public static bool IsTable(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase) || Directory.Exists(path);

    /// <summary>Whether a path is a folder and none of raw samples.</summary>
    public static bool IsFolderWithoutTable(string path) => Directory.Exists(path) && !File.Exists(TableOf(path));

    /// <summary>The table and the samples that it names; a table that cannot be read names none, and whoever reads the data says why.</summary>
    public IReadOnlyList<string> FilesOf(string path)
    {
        var table = TableOf(path);
        try
        {
            return [table, .. LabelTable.Read(table).Select(row => Beside(table, row)).Distinct()];
        }
        catch (MrqException)
        {
            return [table];
        }
    }

    public bool HasLabels(IReadOnlyList<DataFile> files, LabelKind kind)
    {
        var table = TableOf(files[0].Path);
        foreach (var row in LabelTable.Read(table))
        {
            DatasetFile.LengthOf(Beside(table, row));
        }

        return true;
    }

    /// <summary>The samples; without a model they are bytes.</summary>
    public DataContent Read(IReadOnlyList<DataFile> dataFiles, DatasetOptions options, IReadOnlyList<Tensor> inputs)
    {
        DataFormats.RequireOneInput(inputs, dataFiles[0].Path);
        var input = inputs.Count == 0 ? null : inputs[0];
        var table = TableOf(dataFiles[0].Path);
        var rows = LabelTable.Read(table);
        var files = rows.Select(row => Beside(table, row)).ToArray();
        var length = rows[0].Window?.Length ?? DatasetFile.LengthOf(files[0]);
        var counts = rows.Select((row, i) => CountOf(row, files[i], length)).ToArray();
        var total = counts.Sum();
        if (length == 0 || length > Array.MaxLength || total > Array.MaxLength / length)
        {
            throw DatasetErrors.CannotRead(FormattableString.Invariant($"{total} samples of {length} bytes are nothing or more than 2 GiB.")).InFile(files[0]);
        }

        var (type, shape) = ElementsOf(length, files, options, input);
        if (rows.FirstOrDefault(row => row.Window is { } window && window.Stride % type.ByteCount(1) != 0) is { } odd)
        {
            throw DatasetErrors.CannotRead(FormattableString.Invariant($"Line {odd.Line}: the stride of {odd.Window!.Value.Stride} bytes is no whole number of {NumpyTypes.NameOf(type)} elements.")).InFile(table);
        }

        var windows = new RawWindows(files, [.. rows.Select((row, i) => new RawFile((int)counts[i], row.Window?.Stride ?? 0))], (int)length);
        var samples = new NumpyArray("samples", type, new TensorShape([(int)total, .. shape]), windows);
        return new DataContent(
            [new SampleInput(samples, dataFiles[0].Path, options.InputType is null && input is not null ? TypeOrigin.Assumed : TypeOrigin.File)],
            NumpyArray.Create<int>("labels", new TensorShape((int)total), [.. rows.SelectMany((row, i) => Enumerable.Repeat(row.Label, (int)counts[i]))]),
            table,
            rows.Any(row => row.Window is not null) ? SampleGroups.Of([.. counts.Select(count => (int)count)]) : null);
    }

    private static string TableOf(string path) => Directory.Exists(path) ? Path.Combine(path, TableName) : path;

    private static string Beside(string table, LabelRow row) => Path.Combine(Path.GetDirectoryName(table) ?? "", row.File);

    /// <summary>The samples that a file holds, each as long as the first one of the table.</summary>
    private static long CountOf(LabelRow row, string file, long length)
    {
        var actual = row.Window?.Length ?? DatasetFile.LengthOf(file);
        if (actual != length)
        {
            throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"The sample has {actual} bytes, the first one of the table {length}; all must have the same.")).InFile(file);
        }

        return row.Window is not { } window ? 1
            : DatasetFile.LengthOf(file) is var whole && window.CountIn(whole) is > 0 and var count ? count
            : throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"The file has {whole} bytes, less than the window of {length} that line {row.Line} of the table gives it.")).InFile(file);
    }

    /// <summary>The size of a file decides between the input's own type and float32, unless the options name a type.</summary>
    private static (ElementType Type, int[] Shape) ElementsOf(long length, string[] files, DatasetOptions options, Tensor? input)
    {
        if (input is null)
        {
            return (ElementType.UInt8, [(int)length]);
        }

        var elements = input.Shape.ElementCount;
        var type = options.InputType ?? (length == input.Type.ByteCount(elements) ? input.Type : ElementType.Float32);
        return length == type.ByteCount(elements)
            ? (type, [.. input.Shape.Dimensions.Skip(input.Shape.Rank > 0 && input.Shape[0] == 1 ? 1 : 0)])
            : throw DatasetErrors.DoesNotFit(
                FormattableString.Invariant($"The sample has {length} bytes; {NumpyTypes.NameOf(type)} samples of the model's input {input.Shape} have {type.ByteCount(elements)}. InputType names another type; a window and a stride in the table divide a file of several samples."), input.Name).InFile(files[0]);
    }
}
