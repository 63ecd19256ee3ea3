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
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            Delete(temporary);
            throw new MrqException(MrqCodes.CannotWrite, "the file cannot be written; check that the folder is writable and has room.", new MrqPlace(path), error);
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
}
