using System.Text;
using System.Text.Json;

namespace Mrq.Sidecars;

/// <summary>A file as formats look at it: its bytes, as text and as JSON where it is that. Decoded once, whichever formats ask.</summary>
public sealed class SidecarContent
{
    /// <summary>More than the encodings of any network take; what is longer is none.</summary>
    public const int LongestFile = 256 << 20;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly Lazy<string?> _text;
    private readonly Lazy<JsonElement?> _json;
    private readonly Lazy<IReadOnlyList<string>?> _lines;

    /// <param name="bytes">The file.</param>
    /// <param name="fileName">Its name, which decides where the content fits several formats; empty where it has none.</param>
    /// <exception cref="Core.Diagnostics.MrqException"><see cref="Core.Diagnostics.MrqCodes.BadSidecar"/> for a file that is too long.</exception>
    public SidecarContent(ReadOnlyMemory<byte> bytes, string fileName = "")
    {
        if (bytes.Length > LongestFile)
        {
            throw SidecarErrors.Wrong("the file is longer than 256 MiB; no sidecar is.");
        }

        (Bytes, FileName) = (bytes, fileName);
        _text = new(DecodedText);
        _json = new(() => _text.Value is { } text && IsJson(text) ? JsonText.Parse(text) : null);
        _lines = new(() => _text.Value is { } text && !IsJson(text) ? text.Split('\n').Select(line => line.TrimEnd('\r')).ToList() : null);
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The name of the file, without its folder.</summary>
    public string FileName { get; }

    /// <summary>The file as text without a byte order mark; null where it is no UTF-8 or has zero bytes.</summary>
    public string? Text => _text.Value;

    /// <summary>The root of a JSON file; null for another one.</summary>
    /// <exception cref="Core.Diagnostics.MrqException"><see cref="Core.Diagnostics.MrqCodes.BadSidecar"/> for a file that begins as JSON and is none.</exception>
    public JsonElement? Json => _json.Value;

    /// <summary>The lines of a text that is no JSON, without their ends; null for another file.</summary>
    public IReadOnlyList<string>? Lines => _lines.Value;

    private static bool IsJson(string text) => text.AsSpan().TrimStart() is ['{', ..] or ['[', ..];

    private string? DecodedText()
    {
        var bytes = Bytes.Span;
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            return bytes.Contains((byte)0) ? null : Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
