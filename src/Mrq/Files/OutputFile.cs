using Mrq.Core.Diagnostics;

namespace Mrq;

/// <summary>Writes files so that a reader sees the old content or the new one, never a part.</summary>
public static class OutputFile
{
    /// <summary>Writes beside the target under a temporary name and moves it there.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>; nothing is left behind.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            File.WriteAllBytes(temporary, bytes);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (IsOfFiles(error))
        {
            Delete(temporary);
            throw CannotWrite(path, error);
        }
    }

    /// <summary>Fails at once what <see cref="Write"/> would fail after the work is done. Neither folder nor file is left behind.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public static void RequireWritable(string path)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path));
            while (folder is not null && !Path.Exists(folder))
            {
                folder = Path.GetDirectoryName(folder);
            }

            if (folder is null || Directory.Exists(path))
            {
                throw new IOException("A folder is in the file's place, or the file in no folder.");
            }

            using var probe = new FileStream(Path.Combine(folder, $"{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (IsOfFiles(error))
        {
            throw CannotWrite(path, error);
        }
    }

    /// <summary>Removes a file if it is there and can be removed.</summary>
    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What cannot be deleted is overwritten by the next build; the failure that brought us here is the one to report.
        }
    }

    private static bool IsOfFiles(Exception error) => error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    private static MrqException CannotWrite(string path, Exception cause) =>
        new(MrqCodes.CannotWrite, "the file cannot be written; check that the folder is writable and has room.", new MrqPlace(path), cause);
}
