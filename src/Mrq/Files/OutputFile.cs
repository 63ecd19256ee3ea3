using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq.Files;

/// <summary>Writes and removes single files; a reader sees the old content or the new one, never a part.</summary>
internal static class OutputFile
{
    /// <summary>Writes beside the target under a temporary name and moves it there.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>; nothing is left behind.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var staged = new StagedFiles();
        staged.Add(path, bytes);
        staged.Deliver();
    }

    /// <summary>Fails at once what <see cref="Write"/> would fail after the work is done. Neither folder nor file is left behind.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public static void RequireWritable(string path)
    {
        if (IsNoPlaceForFiles(path))
        {
            throw new MrqException(MrqCodes.CannotWrite, "a device or a pipe is no place for a result, which is moved there when it is complete; give a file.", new MrqPlace(path));
        }

        try
        {
            if (Directory.Exists(path) || ExistingFolder(Path.GetDirectoryName(Path.GetFullPath(path))) is not { } folder)
            {
                throw new IOException("A folder is in the file's place, or the file in no folder.");
            }

            // As long as the name itself, which may be too long.
            using var probe = Probe(folder, Encoding.UTF8.GetByteCount(Path.GetFileName(path)), out _);
        }
        catch (Exception error) when (IsOfFiles(error))
        {
            throw CannotWrite(path, error);
        }
    }

    /// <summary>Whether a folder takes two names that differ in letter case for one file: asked of a file that is gone again at once.</summary>
    public static bool IgnoresCase(string folder)
    {
        try
        {
            if (ExistingFolder(folder) is not { } existing)
            {
                return false;
            }

            using var probe = Probe(existing, 0, out var name);
            return File.Exists(Path.Combine(existing, name.ToUpperInvariant()));
        }
        catch (Exception error) when (IsOfFiles(error))
        {
            // Nothing can be written there, which is said when it is tried.
            return false;
        }
    }

    /// <summary>An empty file for what does not fit memory: nobody else can open it, and it is gone when it is closed.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public static FileStream CreateScratch(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(ExistingFolder(folder) ?? folder, $"{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (IsOfFiles(error))
        {
            throw CannotWrite(folder, error);
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

    /// <summary>The folder or the nearest one above it that exists.</summary>
    private static string? ExistingFolder(string? folder)
    {
        while (folder is not null && !Path.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }

    private static FileStream Probe(string folder, int length, out string name)
    {
        name = $"{Guid.NewGuid():N}.tmp".PadRight(length, '0');
        return new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
    }

    /// <summary>Names such as /dev/stdout lead to whatever the process was given; a move would replace the name itself, for everybody.</summary>
    private static bool IsNoPlaceForFiles(string path)
    {
        var full = Path.GetFullPath(path);
        return FileNode.Of(path) is { IsFileOrFolder: false }
            || (FileNode.AreKnown && (full.StartsWith("/proc/", StringComparison.Ordinal) || (full.StartsWith("/dev/", StringComparison.Ordinal) && !full.StartsWith("/dev/shm/", StringComparison.Ordinal))));
    }

    internal static bool IsOfFiles(Exception error) => error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    internal static MrqException CannotWrite(string path, Exception cause) =>
        new(MrqCodes.CannotWrite, "the file cannot be written; check that the folder is writable and has room.", new MrqPlace(path), cause);
}
