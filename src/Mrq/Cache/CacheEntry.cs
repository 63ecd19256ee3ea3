using System.Security.Cryptography;
using System.Text.Json;
using Mrq.Core.Diagnostics;

namespace Mrq.Cache;

/// <summary>
/// A conversion as the cache keeps it: the SHA-256 of the rest, then JSON. It may come from anybody who can write to the folder, so that
/// it is taken apart like any file from elsewhere: what is not the entry of this conversion, whole and in form, is none.
/// </summary>
/// <param name="Key">The digest of what decided the conversion.</param>
/// <param name="Summary">One line for a build log.</param>
/// <param name="Warnings">Code and message of each.</param>
/// <param name="Report">The JSON report.</param>
/// <param name="Files">The model and, where it was asked for, the page.</param>
internal sealed record CacheEntry(string? Key, string? Summary, IReadOnlyList<CacheEntry.Warning?>? Warnings, byte[]? Report, IReadOnlyDictionary<string, byte[]?>? Files)
{
    private const string Model = "model";
    private const string Page = "page";

    /// <summary>JSON keeps bytes as text, four characters for three bytes, in one array.</summary>
    private const long MostBytes = 1L << 30;

    /// <summary>Null for what is too large to keep.</summary>
    public static byte[]? Write(string key, Conversion conversion)
    {
        if ((long)conversion.Model.Length + conversion.Result.Report.Length + (conversion.Page?.Length ?? 0) > MostBytes)
        {
            return null;
        }

        var files = new Dictionary<string, byte[]?> { [Model] = conversion.Model };
        if (conversion.Page is not null)
        {
            files.Add(Page, conversion.Page);
        }

        var result = conversion.Result;
        var content = JsonSerializer.SerializeToUtf8Bytes(new CacheEntry(key, result.Summary, [.. result.Warnings.Select(warning => new Warning(warning.Code.Id, warning.Message))], result.Report.ToArray(), files));
        return [.. SHA256.HashData(content), .. content];
    }

    /// <summary>The conversion of a request; null where the bytes are not its entry.</summary>
    public static Conversion? Read(ReadOnlySpan<byte> bytes, string key, ConversionRequest request)
    {
        if (bytes.Length <= SHA256.HashSizeInBytes || !SHA256.HashData(bytes[SHA256.HashSizeInBytes..]).AsSpan().SequenceEqual(bytes[..SHA256.HashSizeInBytes]))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<CacheEntry>(bytes[SHA256.HashSizeInBytes..]) is { } entry && entry.Key == key ? entry.ToConversion(request) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or NotSupportedException or MrqException)
        {
            return null;
        }
    }

    private Conversion? ToConversion(ConversionRequest request)
    {
        if (Summary is null || Report is null || Files?.GetValueOrDefault(Model) is not { } model || ReadWarnings() is not { } warnings)
        {
            return null;
        }

        var page = request.HtmlPath is null ? null : Files.GetValueOrDefault(Page);
        if ((page is null) != (request.HtmlPath is null) || !ConversionReport.IsOf(Report, request))
        {
            return null;
        }

        // A model that cannot be read is no conversion's.
        _ = ModelFile.Formats.Read(model, folder: null, request.Shapes);
        return new Conversion(new ConversionResult(Summary, warnings, Report) { FromCache = true }, model, page);
    }

    private List<(MrqCode Code, string Message)>? ReadWarnings()
    {
        var warnings = new List<(MrqCode, string)>();
        foreach (var warning in Warnings ?? [null])
        {
            if (warning?.Message is null || MrqCodes.All.FirstOrDefault(known => known.Id == warning.Code) is not { } code)
            {
                return null;
            }

            warnings.Add((code, warning.Message));
        }

        return warnings;
    }

    internal sealed record Warning(string? Code, string? Message);
}
