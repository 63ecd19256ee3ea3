using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>Files of raw bytes, with every failure coded and placed.</summary>
internal static class DatasetFile
{
    public static long LengthOf(string path) => Guarded(path, () => new FileInfo(path).Length);

    public static FileStream Open(string path) => Guarded(path, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));

    /// <summary>Fills the span; a file that became shorter since it was measured is an error, not a crash.</summary>
    public static void ReadExactly(Stream file, Span<byte> bytes, string path)
    {
        try
        {
            file.ReadExactly(bytes);
        }
        catch (IOException error)
        {
            throw DatasetErrors.CannotRead("The file ends early or cannot be read.", file.Position, error).InFile(path);
        }
    }

    private static T Guarded<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MrqException(MrqCodes.FileMissing, "The data file does not exist; correct the path.", new MrqPlace(path), error);
        }
        catch (Exception error) when (DatasetErrors.IsReadFailure(error))
        {
            throw DatasetErrors.CannotRead("The file cannot be read.", cause: error).InFile(path);
        }
    }
}
