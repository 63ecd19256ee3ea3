using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// Reads MLPerf Tiny's layout: a folder of .bin files, each the elements of one sample in C order and little-endian or of a sequence of which
/// samples are windows, and a CSV that names them with their classes.
/// </summary>
internal static class RawFolder
{
    private const string TableName = "y_labels.csv";

    public static bool Recognizes(IReadOnlyList<string> paths) =>
        paths.Count == 1 && (Path.GetExtension(paths[0]).Equals(".csv", StringComparison.OrdinalIgnoreCase) || Directory.Exists(paths[0]));

    public static string TableOf(string path) => Directory.Exists(path) ? Path.Combine(path, TableName) : path;

    /// <param name="path">The table, or the folder of a y_labels.csv.</param>
    /// <param name="options">The type of the elements, where it is not the input's.</param>
    /// <param name="input">The model's input; without it the samples are bytes.</param>
    public static RawSamples Read(string path, DatasetOptions options, Tensor? input)
    {
        var table = TableOf(path);
        var rows = LabelTable.Read(table);
        var files = rows.Select(row => Path.Combine(Path.GetDirectoryName(table) ?? "", row.File)).ToArray();
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

        var data = GC.AllocateUninitializedArray<byte>((int)(total * length));
        var rest = data.AsSpan();
        for (var i = 0; i < files.Length; i++)
        {
            using var file = DatasetFile.Open(files[i]);
            for (var window = 0L; window < counts[i]; window++)
            {
                file.Position = window * (rows[i].Window?.Stride ?? 0);
                DatasetFile.ReadExactly(file, rest[..(int)length], files[i]);
                rest = rest[(int)length..];
            }
        }

        return new RawSamples(
            new NumpyArray("samples", type, new TensorShape([(int)total, .. shape]), data),
            NumpyArray.Create<int>("labels", new TensorShape((int)total), [.. rows.SelectMany((row, i) => Enumerable.Repeat(row.Label, (int)counts[i]))]),
            rows.Any(row => row.Window is not null) ? SampleGroups.Of([.. counts.Select(count => (int)count)]) : SampleGroups.Each(rows.Count));
    }

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
