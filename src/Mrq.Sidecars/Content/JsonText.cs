using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mrq.Core.Diagnostics;

namespace Mrq.Sidecars;

/// <summary>JSON as Python's tools write and read it.</summary>
internal static class JsonText
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 32, AllowTrailingCommas = true };
    private static readonly JsonWriterOptions Writing = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Parses a text in which Python's <c>NaN</c> and <c>Infinity</c> may stand: they become strings, so that who reads a number can say whose it is.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadSidecar"/> for a text that is no JSON.</exception>
    public static JsonElement Parse(string text)
    {
        try
        {
            return JsonElement.Parse(WithoutBareWords(text), Reading);
        }
        catch (JsonException error)
        {
            throw new MrqException(MrqCodes.BadSidecar, $"the file begins as JSON and is none: line {error.LineNumber + 1} cannot be read.", innerException: error);
        }
        catch (ArgumentException error)
        {
            // Half of a surrogate pair.
            throw new MrqException(MrqCodes.BadSidecar, "the file begins as JSON and is none: it has characters that are no Unicode.", innerException: error);
        }
    }

    /// <summary>An indented document; lines end with '\n' on every system.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Writing))
        {
            content(json);
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static string WithoutBareWords(string text)
    {
        if (!text.Contains("NaN", StringComparison.Ordinal) && !text.Contains("Infinity", StringComparison.Ordinal))
        {
            return text;
        }

        var result = new StringBuilder(text.Length + 16);
        for (var at = 0; at < text.Length;)
        {
            var length = text[at] == '"' ? StringLength(text, at) : WordLength(text, at);
            var isWord = text[at] != '"' && length > 1;
            result.Append(isWord ? "\"" : "").Append(text, at, length).Append(isWord ? "\"" : "");
            at += length;
        }

        return result.ToString();
    }

    private static int WordLength(string text, int at)
    {
        var rest = text.AsSpan(at);
        return rest.StartsWith("NaN") ? 3 : rest.StartsWith("Infinity") ? 8 : rest.StartsWith("-Infinity") ? 9 : 1;
    }

    private static int StringLength(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && text[end] != '"')
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        return Math.Min(end + 1, text.Length) - at;
    }
}
