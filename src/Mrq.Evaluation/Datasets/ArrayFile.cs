namespace Mrq.Evaluation.Datasets;

/// <summary>One array in a file of its own: .npy, or IDX when the first bytes say so.</summary>
internal static class ArrayFile
{
    /// <param name="file">The file.</param>
    /// <param name="name">The name the array gets.</param>
    /// <param name="path">Where the file is: large arrays of a .npy file stay in it.</param>
    /// <param name="range">The rows that are wanted; null for all.</param>
    public static NumpyArray Read(Stream file, string name, string path, SampleRange? range)
    {
        Span<byte> start = stackalloc byte[4];
        var isIdx = file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && IdxReader.Recognizes(start);
        file.Position = 0;
        if (isIdx)
        {
            return IdxReader.Read(file, file.Length, name, range is null ? null : path);
        }

        var header = NpyHeader.Read(file, file.Length);
        return StoredArray.Serves(header)
            ? new NumpyArray(name, header.Type, header.Shape, new StoredArray(path, null, header).Validated(range))
            : NpyReader.Finish(header, NpyReader.ReadData(file, header), name);
    }
}
