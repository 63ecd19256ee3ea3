using System.Security.Cryptography;
using System.Text.Json;
using Mrq.Core.Diagnostics;

namespace Mrq;

/// <summary>
/// Results of conversions in a folder, under the digest of everything that decides them. An entry is written by a temporary file
/// and a move, so writers of the same entry do not harm one another; it is believed only as far as its own digest holds. A folder
/// that cannot be read or written costs time, never a build.
/// </summary>
internal sealed class ConversionCache
{
    private readonly ConversionRequest _request;
    private readonly string _key;
    private readonly string _path;

    private ConversionCache(ConversionRequest request, string key)
    {
        _request = request;
        _key = key;
        _path = Path.Combine(request.CacheDirectory!, key[..2], $"{key}.mrq");
    }

    /// <summary>The entry of a request; null when it names no cache, or when an input is missing and the conversion has to say so.</summary>
    public static ConversionCache? Open(ConversionRequest request) =>
        string.IsNullOrEmpty(request.CacheDirectory) || ConversionKey.Of(request) is not { } key ? null : new ConversionCache(request, key);

    /// <summary>Writes the files of an earlier conversion, or returns null when there is none that can be believed.</summary>
    public ConversionResult? Restore()
    {
        if (ReadEntry() is not { } entry)
        {
            return null;
        }

        foreach (var (name, path) in Outputs())
        {
            if (!entry.Files.TryGetValue(name, out var bytes))
            {
                return null;
            }

            OutputFile.Write(path, bytes);
        }

        return new ConversionResult(
            entry.Summary,
            [.. entry.Warnings.Select(warning => (MrqCodes.All.First(code => code.Id == warning.Code), warning.Message))],
            entry.Report)
        {
            FromCache = true,
        };
    }

    /// <summary>Keeps the files of a conversion that passed its gate.</summary>
    public void Store(ConversionResult result)
    {
        var files = Outputs().ToDictionary(output => output.Name, output => ModelFile.ReadBytes(output.Path));
        var entry = new Entry(_key, result.Summary, [.. result.Warnings.Select(warning => new EntryWarning(warning.Code.Id, warning.Message))], result.Report.ToArray(), files);
        var content = JsonSerializer.SerializeToUtf8Bytes(entry);
        try
        {
            OutputFile.Write(_path, [.. SHA256.HashData(content), .. content]);
        }
        catch (MrqException)
        {
            // The result is where it belongs; only the next conversion will take its time again.
        }
    }

    /// <summary>The files that a conversion writes and that the cache gives back; those derived from them are made anew.</summary>
    private IEnumerable<(string Name, string Path)> Outputs()
    {
        yield return (nameof(ConversionRequest.OutputPath), _request.OutputPath);
        if (_request.ReportPath is { } report)
        {
            yield return (nameof(ConversionRequest.ReportPath), report);
        }

        if (_request.HtmlPath is { } page)
        {
            yield return (nameof(ConversionRequest.HtmlPath), page);
        }
    }

    private Entry? ReadEntry()
    {
        try
        {
            var bytes = File.Exists(_path) ? File.ReadAllBytes(_path) : [];
            if (bytes.Length <= SHA256.HashSizeInBytes || !SHA256.HashData(bytes.AsSpan(SHA256.HashSizeInBytes)).AsSpan().SequenceEqual(bytes.AsSpan(0, SHA256.HashSizeInBytes)))
            {
                return null;
            }

            var entry = JsonSerializer.Deserialize<Entry>(bytes.AsSpan(SHA256.HashSizeInBytes));
            return entry?.Key == _key ? entry : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private sealed record Entry(string Key, string Summary, IReadOnlyList<EntryWarning> Warnings, byte[] Report, IReadOnlyDictionary<string, byte[]> Files);

    private sealed record EntryWarning(string Code, string Message);
}
