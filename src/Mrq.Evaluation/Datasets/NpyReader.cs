namespace Mrq.Evaluation.Datasets;

/// <summary>Reads one .npy stream: a file, or an entry of an archive.</summary>
internal static class NpyReader
{
    /// <param name="stream">At the start of the array.</param>
    /// <param name="length">Bytes that it has in all; what follows or lacks is refused.</param>
    /// <param name="name">The name the array gets.</param>
    public static NumpyArray Read(Stream stream, long length, string name)
    {
        var header = NpyHeader.Read(stream, length);
        return Finish(header, ReadData(stream, header), name);
    }

    /// <summary>The elements' bytes as the file has them.</summary>
    public static byte[] ReadData(Stream stream, NpyHeader header)
    {
        var data = GC.AllocateUninitializedArray<byte>(header.DataLength);
        var read = stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false);
        return read == data.Length && stream.ReadByte() < 0
            ? data
            : throw DatasetErrors.CannotRead("The data is not as long as declared; write the file again.", header.Prefix.Length + (long)read);
    }

    public static NumpyArray Finish(NpyHeader header, byte[] data, string name) =>
        new(name, header.Type, header.Shape, NpyLayout.ToCanonical(header, data));
}
