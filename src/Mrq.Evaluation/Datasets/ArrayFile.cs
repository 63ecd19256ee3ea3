namespace Mrq.Evaluation.Datasets;

/// <summary>One array in a file of its own: .npy, or IDX when the first bytes say so.</summary>
internal static class ArrayFile
{
    public static NumpyArray Read(Stream file, string name)
    {
        Span<byte> start = stackalloc byte[4];
        var isIdx = file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && IdxReader.Recognizes(start);
        file.Position = 0;
        return isIdx ? IdxReader.Read(file, file.Length, name) : NpyReader.Read(file, file.Length, name);
    }
}
