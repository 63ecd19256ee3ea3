using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Mrq.Evaluation.Datasets;

namespace Mrq.Build.Conversions;

/// <summary>
/// What tells one state of a file from another without reading all of it: its size, its time, and a digest of the whole or, of a long
/// one, of parts that are spread over it. Each file is looked at once.
/// </summary>
internal sealed class Fingerprints
{
    private const string Missing = "missing";
    private const int BlockSize = 4096;
    private const int Blocks = 16;

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>A file's.</summary>
    public string Of(string path)
    {
        if (!_known.TryGetValue(path, out var known))
        {
            _known[path] = known = Guarded(() => OfFile(path));
        }

        return known;
    }

    /// <summary>A data file's; of a table, or the folder of one, with the samples that it names; of a folder or a pattern all pictures.</summary>
    /// <param name="text">The file as <see cref="DataFile.Parse"/> reads it: of which input it is counts as well.</param>
    public string OfData(string text)
    {
        var (name, path) = DataFile.Parse(text);
        var print = DatasetFiles.IsTable(path) ? Guarded(() => OfTable(DatasetFiles.Of(path))) : Of(path);
        return name is null ? print : $"{name}={print}";
    }

    private string OfTable(IReadOnlyList<string> files) => files.Count == 0 ? Missing : $"{Of(files[0])}:{OfFiles(files)}";

    /// <summary>Size, time and digest; what a link leads to, not the link.</summary>
    private static string OfFile(string path)
    {
        if (!File.Exists(path))
        {
            return Missing;
        }

        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> block = stackalloc byte[BlockSize];
        var blocks = Math.Min(Blocks, (length + BlockSize - 1) / BlockSize);
        for (var i = 0L; i < blocks; i++)
        {
            // The first and the last block are among them; of a short file they are all.
            var offset = blocks == 1 ? 0 : length <= Blocks * BlockSize ? i * BlockSize : i * (length - BlockSize) / (blocks - 1);
            hash.AppendData(block[..RandomAccess.Read(file, block, offset)]);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{length}:{File.GetLastWriteTimeUtc(file).Ticks}:{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))}");
    }

    /// <summary>Names, sizes and times of many files.</summary>
    private static string OfFiles(IEnumerable<string> paths)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var count = 0;
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            var file = new FileInfo(path);
            var state = file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.Length}:{file.LastWriteTimeUtc.Ticks}") : Missing;
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\n{state}\n"));
            count++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{count}:{Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))}");
    }

    /// <summary>A file that cannot be looked at is none that a conversion was made of.</summary>
    private static string Guarded(Func<string> look)
    {
        try
        {
            return look();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "unreadable";
        }
    }
}
