using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mrq.Core.Schemes;

/// <summary>Other rules for some operators of a network, in the order in which they apply: of two that name the same operator the later one wins. Equal overrides have equal texts.</summary>
public sealed record SchemeOverrides
{
    /// <summary>One rule for all operators.</summary>
    public static readonly SchemeOverrides None = new("[]");

    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 4 };
    private static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _text;

    private SchemeOverrides(string text) => _text = text;

    /// <summary>Each of them.</summary>
    public IEnumerable<SchemeOverride> All
    {
        get
        {
            using var document = JsonDocument.Parse(_text);
            return [.. document.RootElement.EnumerateArray().Select(entry => Entry(entry)!)];
        }
    }

    /// <summary>The overrides that a JSON array says; null for another text.</summary>
    public static SchemeOverrides? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Reading);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var entries = document.RootElement.EnumerateArray().Select(Entry).ToList();
            return entries.Contains(null) ? null : Of(entries!);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Overrides in their order.</summary>
    public static SchemeOverrides Of(IEnumerable<SchemeOverride> entries) => new($"[{string.Join(',', entries.Select(entry => JsonSerializer.Serialize(entry.Properties, Writing)))}]");

    public override string ToString() => _text;

    /// <summary>An object that names an operator or a tensor, and at least one field.</summary>
    private static SchemeOverride? Entry(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        string? kind = null;
        var name = "";
        var fields = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var property in entry.EnumerateObject())
        {
            var value = property.Value.ValueKind switch { JsonValueKind.String => property.Value.GetString()!.Trim(), JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(), _ => "" };
            var isName = SchemeOverride.Kinds.Contains(property.Name, StringComparer.Ordinal);
            var known = isName ? property.Name : SchemeOverride.FieldNames.FirstOrDefault(field => string.Equals(field, property.Name, StringComparison.OrdinalIgnoreCase));
            if (value.Length == 0 || known is null || (isName ? kind is not null : fields.Any(field => field.Key == known)))
            {
                return null;
            }

            if (isName)
            {
                (kind, name) = (known, value);
            }
            else
            {
                fields.Add(new(known, value));
            }
        }

        return kind is null || fields.Count == 0 ? null : new SchemeOverride(kind, name, fields.ToImmutable());
    }
}
