using System.Security.Cryptography;
using System.Text;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;

namespace Mrq.Sweeps;

/// <summary>The SHA-256 of inputs: each file is read once, whoever names it.</summary>
internal sealed class FileDigests
{
    private readonly Dictionary<string, (string Sha256, long Length)> _known = [];

    /// <summary>A file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="name">As the plan names it.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/>.</exception>
    public PlannedFile OfFile(string path, string name) => Read(path) is var (sha256, length) ? new PlannedFile(name, sha256, length) : throw new InvalidOperationException();

    /// <summary>What a user names as samples: a file, or a folder, a pattern or a table that stands for many.</summary>
    /// <param name="text">As <see cref="DataFile.Parse"/> reads it.</param>
    /// <param name="name">As the plan names it.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/>.</exception>
    public PlannedFile OfData(string text, string name)
    {
        var files = DatasetFiles.Named(text);
        if (files is [var (_, only)] && Path.GetFullPath(only) == Path.GetFullPath(DataFile.Parse(text).Path))
        {
            return OfFile(only, name);
        }

        var (all, length) = (new StringBuilder(), 0L);
        foreach (var (below, path) in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            var read = Read(path);
            all.Append(below).Append(' ').Append(read.Sha256).Append('\n');
            length += read.Length;
        }

        return new PlannedFile(name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all.ToString()))), length);
    }

    private (string Sha256, long Length) Read(string path)
    {
        var full = Path.GetFullPath(path);
        if (!_known.TryGetValue(full, out var read))
        {
            try
            {
                using var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
                read = (Convert.ToHexStringLower(SHA256.HashData(stream)), stream.Length);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                throw new MrqException(MrqCodes.FileMissing, "the file does not exist or cannot be read; correct the path.", new MrqPlace(path), error);
            }

            _known.Add(full, read);
        }

        return read;
    }
}
