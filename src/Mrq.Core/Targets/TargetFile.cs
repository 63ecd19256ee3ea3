using System.Text.Encodings.Web;
using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;

namespace Mrq.Core.Targets;

/// <summary>A target as a JSON file: what is known of it, and its rules as a scheme's definition. Name and family are those of the file and its folder.</summary>
public static class TargetFile
{
    internal static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 8 };
    private static readonly JsonWriterOptions Writing = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] Known = ["description", "vendor", "chips", "aliases", "rules", "container", "formats", "sidecars", "wider", "confidence", "sources", "assumed", "approximated"];

    /// <summary>Of what is assumed, that which decides integers.</summary>
    private static readonly string[] PartsOfArithmetic = ["bias: ", "scale of biases: ", "accumulator: ", "overflow: ", "requantization: ", "rounding: "];

    /// <exception cref="MrqException"><see cref="MrqCodes.BadScheme"/> with what is wrong.</exception>
    public static Target Read(string family, string name, ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Reading);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw Wrong(name, "its file is not a JSON object.");
            }

            foreach (var (property, count) in root.EnumerateObject().CountBy(property => property.Name))
            {
                if (!Known.Contains(property) || count > 1)
                {
                    throw Wrong(name, count > 1 ? $"{property} is given twice." : $"there is no field '{property}'; {NearestNames.IfMeant(property, Known)}use one of {string.Join(", ", Known)}.");
                }
            }

            return Checked(new Target
            {
                Name = name,
                Family = family,
                Description = Text(name, root, "description"),
                Vendor = Text(name, root, "vendor"),
                Chips = List(name, root, "chips"),
                Aliases = List(name, root, "aliases"),
                Rules = new TargetRules(name, Member(name, root, "rules", JsonValueKind.Object), Text(name, root, "description"), string.Join("; ", List(name, root, "sources"))),
                Container = Text(name, root, "container"),
                Formats = List(name, root, "formats"),
                Sidecars = List(name, root, "sidecars"),
                Wider = [.. List(name, root, "wider").Select(kind => Enum.GetNames<WiderKind>().Contains(kind) ? Enum.Parse<WiderKind>(kind) : throw Wrong(name, $"wider '{kind}' is not one of {string.Join(", ", Enum.GetNames<WiderKind>())}."))],
                Confidence = ReadConfidence(name, Member(name, root, "confidence", JsonValueKind.Object)),
                Sources = List(name, root, "sources"),
                Assumed = List(name, root, "assumed"),
                Approximated = List(name, root, "approximated"),
            });
        }
        catch (JsonException error)
        {
            throw new MrqException(MrqCodes.BadScheme, $"target '{name}': its file is not JSON (line {error.LineNumber + 1}).", innerException: error);
        }
        catch (InvalidOperationException error)
        {
            throw new MrqException(MrqCodes.BadScheme, $"target '{name}': a text in its file is no Unicode.", innerException: error);
        }
    }

    /// <summary>The file of a target: the same target gives the same bytes, and reading them gives the same target.</summary>
    public static byte[] Write(Target target)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Writing))
        {
            json.WriteStartObject();
            json.WriteString("description", target.Description);
            json.WriteString("vendor", target.Vendor);
            WriteList(json, "chips", target.Chips);
            WriteList(json, "aliases", target.Aliases);
            json.WritePropertyName("rules");
            target.Rules.WriteTo(json);
            json.WriteString("container", target.Container);
            WriteList(json, "formats", target.Formats);
            WriteList(json, "sidecars", target.Sidecars);
            WriteList(json, "wider", [.. target.Wider.Select(kind => kind.ToString())]);
            json.WriteStartObject("confidence");
            json.WriteString("types", target.Confidence.Types.ToString());
            json.WriteString("arithmetic", target.Confidence.Arithmetic.ToString());
            json.WriteEndObject();
            WriteList(json, "sources", target.Sources);
            WriteList(json, "assumed", target.Assumed);
            WriteList(json, "approximated", target.Approximated);
            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>What a name promises: knowledge of types, its sources, and each assumption said.</summary>
    private static Target Checked(Target target) =>
        target.Confidence.Types == Confidence.Assumed ? throw Wrong(target.Name, "its types are assumed; a name promises knowledge.")
        : target.Sources.Count == 0 || target.Formats.Count == 0 ? throw Wrong(target.Name, "it needs sources and formats.")
        : target.Confidence.Arithmetic == Confidence.Assumed != target.Assumed.Any(OfArithmetic) ? throw Wrong(target.Name, "confidence in its arithmetic and what is assumed of it contradict one another.")
        : target;

    private static bool OfArithmetic(string line) => PartsOfArithmetic.Any(start => line.StartsWith(start, StringComparison.Ordinal));

    private static TargetConfidence ReadConfidence(string name, JsonElement element) => new(Level(name, element, "types"), Level(name, element, "arithmetic"));

    private static Confidence Level(string name, JsonElement element, string part)
    {
        var text = Text(name, element, part);
        return Enum.GetNames<Confidence>().Contains(text) ? Enum.Parse<Confidence>(text) : throw Wrong(name, $"confidence.{part} '{text}' is not one of {string.Join(", ", Enum.GetNames<Confidence>())}.");
    }

    private static JsonElement Member(string name, JsonElement element, string member, JsonValueKind kind) =>
        element.TryGetProperty(member, out var value) && value.ValueKind == kind ? value : throw Wrong(name, $"{member} is missing or is no {kind.ToString().ToLowerInvariant()}.");

    private static string Text(string name, JsonElement element, string member) =>
        Member(name, element, member, JsonValueKind.String).GetString() is { Length: > 0 } text && !text.AsSpan().ContainsAny('\r', '\n') ? text : throw Wrong(name, $"{member} is not one line.");

    /// <summary>An absent list is empty, and an empty one is absent.</summary>
    private static IReadOnlyList<string> List(string name, JsonElement element, string member)
    {
        if (!element.TryGetProperty(member, out var list))
        {
            return [];
        }

        return list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0 && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Length > 0)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : throw Wrong(name, $"{member} is no list of texts.");
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> list)
    {
        if (list.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var text in list)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static MrqException Wrong(string name, string message) => new(MrqCodes.BadScheme, $"target '{name}': {message}");
}
