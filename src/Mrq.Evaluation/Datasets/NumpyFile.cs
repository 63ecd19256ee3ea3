using System.Collections.Immutable;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>Reading and writing .npy and .npz files. What a file is, its first bytes say, not its name.</summary>
public static class NumpyFile
{
    /// <summary>All arrays of a file: the one of a .npy file, named like the file, or those of a .npz archive in its order.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> or <see cref="MrqCodes.BadDataset"/>.</exception>
    public static ImmutableArray<NumpyArray> Read(string path) => Open(path, ReadSingle, static archive => archive.Names.Select(archive.ReadArray).ToImmutableArray());

    /// <summary>The bytes of one array as NumPy's save writes it.</summary>
    public static byte[] Bytes(NumpyArray array) => Written(stream => NpyWriter.Write(stream, array));

    /// <summary>The bytes of arrays as NumPy's savez writes them; see <see cref="WriteArchive"/>.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/> for what an archive cannot hold.</exception>
    public static byte[] ArchiveBytes(IEnumerable<NumpyArray> arrays) => Written(stream => NpzWriter.Write(stream, arrays));

    /// <summary>Writes one array as NumPy's save does: format 1.0, little-endian, C order.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public static void Write(string path, NumpyArray array) => Create(path, stream => NpyWriter.Write(stream, array));

    /// <summary>Writes arrays as NumPy's savez does, stored and with one fixed time, so that equal arrays give equal bytes.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public static void WriteArchive(string path, IEnumerable<NumpyArray> arrays) => Create(path, stream => NpzWriter.Write(stream, arrays));

    /// <summary>Opens a file as what its first bytes say and gives every failure its code and the file's name.</summary>
    internal static T Open<T>(string path, Func<Stream, string, T> single, Func<NpzReader, T> archive)
    {
        if (!File.Exists(path))
        {
            throw new MrqException(MrqCodes.FileMissing, "The data file does not exist; correct the path.", new MrqPlace(path));
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Span<byte> start = stackalloc byte[2];
            var isArchive = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start.SequenceEqual("PK"u8);
            file.Position = 0;
            if (!isArchive)
            {
                return single(file, Path.GetFileNameWithoutExtension(path));
            }

            using var reader = new NpzReader(file);
            return archive(reader);
        }
        catch (MrqException exception)
        {
            throw exception.InFile(path);
        }
        catch (Exception exception) when (DatasetErrors.IsReadFailure(exception))
        {
            throw DatasetErrors.CannotRead("The file cannot be read or is damaged; fetch or write it again.", cause: exception).InFile(path);
        }
    }

    private static ImmutableArray<NumpyArray> ReadSingle(Stream file, string name) => [NpyReader.Read(file, file.Length, name)];

    private static byte[] Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    private static void Create(string path, Action<Stream> write)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
            write(file);
        }
        catch (MrqException exception)
        {
            throw exception.InFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new MrqException(MrqCodes.CannotWrite, "The file cannot be written; check that the folder exists, is writable and has room.", new MrqPlace(path), exception);
        }
    }
}
