using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// Reads MLPerf Tiny's layout: a folder of .bin files, each the elements of one sample in C order and little-endian, and a CSV that
/// names them with their classes.
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
    public static (NumpyArray Samples, NumpyArray Labels) Read(string path, DatasetOptions options, Tensor? input)
    {
        var table = TableOf(path);
        var rows = LabelTable.Read(table);
        var files = rows.Select(row => Path.Combine(Path.GetDirectoryName(table) ?? "", row.File)).ToArray();
        var length = DatasetFile.LengthOf(files[0]);
        if (length == 0 || length * files.Length > Array.MaxLength)
        {
            throw DatasetErrors.CannotRead(FormattableString.Invariant($"{files.Length} samples of {length} bytes are nothing or more than 2 GiB.")).InFile(files[0]);
        }

        var (type, shape) = ElementsOf(length, files, options, input);
        var data = GC.AllocateUninitializedArray<byte>((int)length * files.Length);
        for (var i = 0; i < files.Length; i++)
        {
            if (DatasetFile.LengthOf(files[i]) is var actual && actual != length)
            {
                throw DatasetErrors.DoesNotFit(FormattableString.Invariant($"The sample has {actual} bytes, the first one of the table {length}; all must have the same.")).InFile(files[i]);
            }

            using var file = DatasetFile.Open(files[i]);
            DatasetFile.ReadExactly(file, data.AsSpan((int)length * i, (int)length), files[i]);
        }

        return (new NumpyArray("samples", type, new TensorShape([files.Length, .. shape]), data),
            NumpyArray.Create<int>("labels", new TensorShape(files.Length), [.. rows.Select(row => row.Label)]));
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
                FormattableString.Invariant($"The sample has {length} bytes; {NumpyTypes.NameOf(type)} samples of the model's input {input.Shape} have {type.ByteCount(elements)}."), input.Name).InFile(files[0]);
    }
}
