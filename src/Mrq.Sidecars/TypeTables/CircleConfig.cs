using System.Globalization;
using System.Text.Json;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>Samsung ONE's configuration of types (<c>circle-quantizer --config</c>): a type for all layers, and those of layers that have another one. It has no numbers. Source: Samsung/ONE, one-cmds.</summary>
internal sealed class CircleConfig : IWrittenSidecarFormat
{
    private const string DefaultType = "default_quantization_dtype";
    private const string DefaultGranularity = "default_granularity";
    private const string Layers = "layers";

    public string Name => "qconf";

    public string Description => "types of layers for Samsung ONE's circle-quantizer";

    public string Extension => ".qconf.json";

    public bool Recognizes(SidecarContent content) => content.Json is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(DefaultType, out _);

    public Sidecar Read(SidecarContent content)
    {
        var (root, notes) = (new JsonFields(content.Json!.Value, ""), new ReadingNotes(Name));
        notes.Ignore(root, DefaultType, DefaultGranularity, Layers);
        var (type, granularity) = (TypeOf(root, ""), root.Text(DefaultGranularity) ?? "layer");
        if (root.Find(Layers) is { ValueKind: JsonValueKind.Array } layers)
        {
            foreach (var (layer, index) in layers.EnumerateArray().Select((layer, index) => (layer, index)))
            {
                var source = string.Create(CultureInfo.InvariantCulture, $"{Layers}[{index}]");
                var fields = JsonFields.Of(layer, source);
                notes.Ignore(fields, "name", "names", "alternate", "dtype", "granularity");
                foreach (var name in Names(fields))
                {
                    notes.Add(new SidecarTensor { Name = name, Role = SidecarRole.Layer, Type = TypeOf(fields, name), Source = source });
                }
            }
        }

        return notes.ToSidecar($"{Word(type)} {granularity}");
    }

    /// <summary>The type that most outputs have for all, and each other one by its name.</summary>
    public byte[] Write(Sidecar sidecar)
    {
        var typed = sidecar.Tensors.Where(tensor => tensor.Role is SidecarRole.Layer or SidecarRole.Activation && (tensor.Role == SidecarRole.Layer || !tensor.Scales.IsEmpty)).ToList();
        SidecarErrors.RequireWritable(Name, typed.Where(tensor => Word(tensor.Type) is null).Select(tensor => (tensor.Name, $"ONE has no {tensor.Type}")));
        var given = sidecar.Dialect.Split(' ');
        var isByChannel = sidecar.Tensors.Any(tensor => tensor.Role == SidecarRole.Weights && tensor.Scales.Length > 1);
        var (common, granularity) = given is [var word, var kind] ? (word, kind) : (typed.CountBy(tensor => Word(tensor.Type)!).OrderByDescending(group => group.Value).Select(group => group.Key).FirstOrDefault() ?? "uint8", isByChannel ? "channel" : "layer");
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString(DefaultType, common);
            json.WriteString(DefaultGranularity, granularity);
            json.WriteStartArray(Layers);
            foreach (var tensor in typed.Where(tensor => tensor.Role == SidecarRole.Layer || Word(tensor.Type) != common))
            {
                json.WriteStartObject();
                json.WriteString("name", tensor.Name);
                json.WriteString("dtype", Word(tensor.Type));
                json.WriteString("granularity", "channel"); // The only one that int16 has.
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    /// <summary>int8 is said as uint8, whose grid is the same moved by 128.</summary>
    private static string? Word(ElementType? type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 => "uint8",
        ElementType.Int16 => "int16",
        ElementType.Float32 => "float32",
        _ => null,
    };

    private static ElementType TypeOf(JsonFields fields, string name) => fields.Text(fields.Has(DefaultType) ? DefaultType : "dtype") switch
    {
        "uint8" => ElementType.UInt8,
        "int16" => ElementType.Int16,
        "float32" => ElementType.Float32,
        var word => throw SidecarErrors.Wrong($"its type '{word}' is not uint8, int16 or float32.", name),
    };

    /// <summary>One name, or a list; names for other front ends' files (<c>alternate</c>) are theirs.</summary>
    private static IEnumerable<string> Names(JsonFields fields) => fields.Find("names") is { ValueKind: JsonValueKind.Array } names
        ? names.EnumerateArray().Select(name => name.ValueKind == JsonValueKind.String ? JsonFields.String(name) : throw SidecarErrors.Wrong("names has something that is no text.", fields.Tensor))
        : [fields.Text("name") ?? throw fields.Missing("name")];
}
