using Mrq.Core.Diagnostics;
using Mrq.Files;

namespace Mrq.Cache;

/// <summary>
/// Results of conversions in a folder, under the digest of everything that decides them. An entry is written by a temporary file
/// and a move, so writers of the same entry do not harm one another. A folder or an entry that cannot be used costs time, never a build.
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

    /// <summary>An earlier conversion, or null when there is none that can be believed.</summary>
    public Conversion? Restore()
    {
        try
        {
            // A pipe would wait for somebody to write.
            return File.Exists(_path) && FileNode.Of(_path) is not { IsFileOrFolder: false } ? CacheEntry.Read(File.ReadAllBytes(_path), _key, _request) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a conversion that passed its gate.</summary>
    public void Store(Conversion conversion)
    {
        if (CacheEntry.Write(_key, conversion) is { } entry)
        {
            try
            {
                OutputFile.Write(_path, entry);
            }
            catch (MrqException)
            {
                // The result is where it belongs; only the next conversion will take its time again.
            }
        }
    }
}
