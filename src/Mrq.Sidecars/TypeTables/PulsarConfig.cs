using System.Globalization;
using System.Text.Json;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>The types of layers in a configuration of Axera's Pulsar2 (<c>quant.layer_configs</c>). Scales come with the model, as ONNX with QuantizeLinear and <c>model_type: QuantONNX</c>.</summary>
internal sealed class PulsarConfig : IWrittenSidecarFormat
{
    private const string Quant = "quant";
    private const string Layers = "layer_configs";

    public string Name => "pulsar2-config";

    public string Description => "types of layers for Axera's Pulsar2, as a part of its configuration";

    public string Extension => ".pulsar2.json";

    public bool Recognizes(SidecarContent content) => content.Json is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(Quant, out var quant) && quant.ValueKind == JsonValueKind.Object && quant.TryGetProperty(Layers, out var layers) && layers.ValueKind == JsonValueKind.Array;

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        foreach (var (layer, index) in content.Json!.Value.GetProperty(Quant).GetProperty(Layers).EnumerateArray().Select((layer, index) => (layer, index)))
        {
            var source = string.Create(CultureInfo.InvariantCulture, $"{Layers}[{index}]");
            var fields = JsonFields.Of(layer, source);
            notes.Ignore(fields, "layer_name", "layer_names", "data_type", "output_data_type", "weight_data_type");
            IEnumerable<string> names = fields.Find("layer_names") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(name => name.ValueKind == JsonValueKind.String ? JsonFields.String(name) : throw SidecarErrors.Wrong("layer_names has something that is no text.", source))
                : fields.Text("layer_name") is { } one ? [one] : [];
            foreach (var name in names)
            {
                foreach (var (role, key) in new[] { (SidecarRole.Layer, "data_type"), (SidecarRole.LayerOutput, "output_data_type"), (SidecarRole.Weights, "weight_data_type") })
                {
                    if (fields.Text(key) is { } word)
                    {
                        notes.Add(new SidecarTensor { Name = name, Role = role, Type = TypeOf(word, name), Source = source });
                    }
                }
            }
        }

        return notes.ToSidecar();
    }

    /// <summary>Layers of another type than 8 bits.</summary>
    public byte[] Write(Sidecar sidecar)
    {
        var layers = sidecar.Tensors.Where(tensor => tensor.Role is SidecarRole.Layer or SidecarRole.LayerOutput or SidecarRole.Weights or SidecarRole.Activation).Where(tensor => tensor.Role is SidecarRole.Layer or SidecarRole.LayerOutput || tensor is { Role: SidecarRole.Weights, Scales.IsEmpty: true, Type: not null } || tensor is { Role: SidecarRole.Activation, Type: not (ElementType.Int8 or ElementType.UInt8) }).ToList();
        SidecarErrors.RequireWritable(Name, layers.Where(layer => WordOf(layer.Type) is null).Select(layer => (layer.Name, $"Pulsar2 has no {layer.Type}")));
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject(Quant);
            json.WriteStartArray(Layers);
            foreach (var layer in layers)
            {
                json.WriteStartObject();
                json.WriteString("layer_name", layer.Name);
                json.WriteString(layer.Role switch { SidecarRole.LayerOutput => "output_data_type", SidecarRole.Weights => "weight_data_type", _ => "data_type" }, WordOf(layer.Type));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static string? WordOf(ElementType? type) => type switch
    {
        ElementType.UInt8 => "U8",
        ElementType.Int8 => "S8",
        ElementType.UInt16 => "U16",
        ElementType.Int16 => "S16",
        ElementType.Float32 => "FP32",
        _ => null,
    };

    private static ElementType TypeOf(string word, string name) => word switch
    {
        "U8" => ElementType.UInt8,
        "S8" => ElementType.Int8,
        "U16" => ElementType.UInt16,
        "S16" => ElementType.Int16,
        "FP32" => ElementType.Float32,
        _ => throw SidecarErrors.Wrong($"its type '{word}' is not U8, S8, U16, S16 or FP32.", name),
    };
}
