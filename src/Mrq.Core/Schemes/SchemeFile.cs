using System.Text.Encodings.Web;
using System.Text.Json;
using Mrq.Core.Diagnostics;

namespace Mrq.Core.Schemes;

/// <summary>
/// A scheme as a JSON file: one object with <c>name</c>, <c>basedOn</c> and the fields of <see cref="SchemeFields"/> as strings or numbers.
/// Names are compared without case; comments, trailing commas and a byte order mark are allowed, since people write these files.
/// </summary>
public static class SchemeFile
{
    /// <summary>The one field that is an array.</summary>
    private const string Overrides = nameof(QuantizationScheme.Overrides);

    /// <summary>More than any definition has.</summary>
    private const long LongestFile = 1 << 20;

    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 4 };
    private static readonly JsonWriterOptions Writing = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The scheme of a file.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadScheme"/> or <see cref="MrqCodes.FileMissing"/>, with the file as its place.</exception>
    public static QuantizationScheme Read(string path) => Read(path, SchemeCatalogue.Named);

    /// <summary>The same where a scheme may be based on others than the catalogue's.</summary>
    /// <param name="path">The file.</param>
    /// <param name="named">Finds the scheme that another one is based on.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadScheme"/> or <see cref="MrqCodes.FileMissing"/>, with the file as its place.</exception>
    public static QuantizationScheme Read(string path, Func<string, QuantizationScheme> named)
    {
        try
        {
            var fields = ReadFields(path);
            var name = fields.FirstOrDefault(field => IsName(field.Key)).Value ?? Path.GetFileNameWithoutExtension(path);
            return SchemeDefinition.Create(name, fields.Where(field => !IsName(field.Key)), named);
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
    }

    /// <summary>Names and values as they stand in a file, "name" among them.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadScheme"/> or <see cref="MrqCodes.FileMissing"/>, with the file as its place.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> ReadFields(string path)
    {
        if (!File.Exists(path))
        {
            throw new MrqException(MrqCodes.FileMissing, "the file does not exist; correct the path.", new MrqPlace(path));
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return stream.Length <= LongestFile ? ReadFields(stream) : throw NotADefinition("it is longer than 1 MiB.");
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MrqException(MrqCodes.FileMissing, "the file cannot be opened.", new MrqPlace(path), error);
        }
    }

    /// <summary>Names and values as they stand in a stream, "name" among them. From a stream the reader skips the mark that some editors write; from bytes it does not.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadScheme"/>.</exception>
    internal static IReadOnlyList<KeyValuePair<string, string>> ReadFields(Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream, Reading);
            return ReadFields(document.RootElement);
        }
        catch (JsonException error)
        {
            throw NotADefinition($"it is not JSON (line {error.LineNumber + 1}).", error);
        }
        catch (InvalidOperationException error)
        {
            throw NotADefinition("a text in it is no Unicode.", error);
        }
    }

    /// <summary>Names and values as they stand in an object.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadScheme"/>.</exception>
    internal static IReadOnlyList<KeyValuePair<string, string>> ReadFields(JsonElement definition) => definition.ValueKind == JsonValueKind.Object
        ? [.. definition.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, property.Value.ValueKind switch
        {
            JsonValueKind.String => property.Value.GetString()!,
            JsonValueKind.Number => property.Value.GetRawText(),
            JsonValueKind.Array when string.Equals(property.Name, Overrides, StringComparison.OrdinalIgnoreCase) => property.Value.GetRawText(),
            _ => throw NotADefinition($"'{property.Name}' is neither a string nor a number."),
        }))]
        : throw NotADefinition("it is not a JSON object.");

    /// <summary>A scheme in full, based on none: the same scheme gives the same bytes, and reading them gives the same scheme.</summary>
    public static byte[] Write(QuantizationScheme scheme)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Writing))
        {
            json.WriteStartObject();
            json.WriteString("name", scheme.Name);
            foreach (var (name, value) in SchemeFields.All.Select(field => (field.Name, Value: field.Read(scheme))))
            {
                // The name of an arithmetic of its own is in no catalogue; its parts follow and say everything.
                if (name == Overrides)
                {
                    json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
                    json.WriteRawValue(value);
                }
                else if (name != "Arithmetic" || value != scheme.Name)
                {
                    json.WriteString(JsonNamingPolicy.CamelCase.ConvertName(name), value);
                }
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static bool IsName(string key) => string.Equals(key, "name", StringComparison.OrdinalIgnoreCase);

    private static MrqException NotADefinition(string message, Exception? inner = null) =>
        new(MrqCodes.BadScheme, $"the file is no scheme definition: {message}", innerException: inner);
}
