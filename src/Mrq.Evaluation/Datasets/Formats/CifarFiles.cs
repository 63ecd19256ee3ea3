using Mrq.Core.Graph;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets.Formats;

/// <summary>
/// Reads the binary version of CIFAR-10: records of one label byte, 0 to 9, and 3072 pixel bytes, a plane of 32×32 for each of red,
/// green and blue. The planes become channels last, as models want them.
/// </summary>
internal sealed class CifarFiles : IDataFormat
{
    private const int Side = 32;
    private const int Channels = 3;
    private const int Plane = Side * Side;
    private const int Record = 1 + (Channels * Plane);
    private const int Classes = 10;

    /// <summary>The files have no mark of their own: the extension says it.</summary>
    public bool Recognizes(IReadOnlyList<DataFile> files) => files.All(file => file.Name is null && Path.GetExtension(file.Path).Equals(".bin", StringComparison.OrdinalIgnoreCase));

    public IReadOnlyList<string> FilesOf(string path) => [path];

    public bool HasLabels(IReadOnlyList<DataFile> files, LabelKind kind)
    {
        foreach (var file in files)
        {
            DatasetFile.LengthOf(file.Path);
        }

        return true;
    }

    /// <summary>All records of the files, in their order.</summary>
    public DataContent Read(IReadOnlyList<DataFile> files, DatasetOptions options, IReadOnlyList<Tensor> inputs)
    {
        DataFormats.RequireOneInput(inputs, files[0].Path);
        string[] paths = [.. files.Select(file => file.Path)];
        var counts = paths.Select(CountOf).ToArray();
        var total = counts.Sum();
        if (total * Plane * Channels > Array.MaxLength)
        {
            throw DatasetErrors.CannotRead("The files hold more than 2 GiB of images; give fewer of them.").InFile(paths[0]);
        }

        var images = GC.AllocateUninitializedArray<byte>((int)total * Plane * Channels);
        var labels = new byte[total];
        var done = 0;
        for (var i = 0; i < paths.Length; i++)
        {
            ReadFile(paths[i], (int)counts[i], images.AsSpan(done * Plane * Channels), labels.AsSpan(done));
            done += (int)counts[i];
        }

        return new DataContent(
            [new SampleInput(new NumpyArray("images", ElementType.UInt8, new TensorShape(done, Side, Side, Channels), images), paths[0], TypeOrigin.Pixels)],
            new NumpyArray("labels", ElementType.UInt8, new TensorShape(done), labels),
            paths[0]);
    }

    private static long CountOf(string path)
    {
        var length = DatasetFile.LengthOf(path);
        return length > 0 && length % Record == 0
            ? length / Record
            : throw DatasetErrors.CannotRead(FormattableString.Invariant($"The file has {length} bytes; CIFAR-10's binary files are records of {Record}."), length / Record * Record).InFile(path);
    }

    private static void ReadFile(string path, int count, Span<byte> images, Span<byte> labels)
    {
        using var file = DatasetFile.Open(path);
        Span<byte> record = stackalloc byte[Record];
        for (var i = 0; i < count; i++)
        {
            DatasetFile.ReadExactly(file, record, path);
            if (record[0] >= Classes)
            {
                throw DatasetErrors.CannotRead(FormattableString.Invariant($"The label of image {i} is {record[0]}; CIFAR-10 has classes 0 to 9."), (long)i * Record).InFile(path);
            }

            labels[i] = record[0];
            var image = images.Slice(i * Plane * Channels, Plane * Channels);
            for (var pixel = 0; pixel < Plane; pixel++)
            {
                for (var channel = 0; channel < Channels; channel++)
                {
                    image[(pixel * Channels) + channel] = record[1 + (channel * Plane) + pixel];
                }
            }
        }
    }
}
