using System.Text.Json;

namespace Mrq.Sidecars;

/// <summary>
/// Ranges for SNPE as MQBench and PPQ write them: <c>bitwidth</c>, <c>min</c>, <c>max</c>, from which SNPE makes scale = (max − min) / (2^bits − 1) and
/// zero point = −min / scale. PPQ's have scale and offset, too, the offset with ONNX's sign: the range tells.
/// </summary>
internal sealed class SnpeOverrides : IWrittenSidecarFormat
{
    public string Name => "snpe-encodings";

    public string Description => "ranges for SNPE's --quantization_overrides, as MQBench and PPQ write them";

    public string Extension => ".snpe.json";

    /// <summary>Whether entries by name have what MQBench and PPQ write and nothing that AIMET writes.</summary>
    public static bool IsSimple(JsonElement root)
    {
        var entries = new[] { EncodingsFormat.Activations, EncodingsFormat.Parameters }
            .SelectMany(part => root.TryGetProperty(part, out var byName) && byName.ValueKind == JsonValueKind.Object ? byName.EnumerateObject().Select(property => property.Value).ToArray() : [])
            .SelectMany(list => list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToArray() : [])
            .Where(entry => entry.ValueKind == JsonValueKind.Object)
            .ToList();
        return entries.Count > 0 && !root.TryGetProperty(EncodingsFormat.Version, out _) && entries.TrueForAll(entry => !entry.TryGetProperty("is_symmetric", out _) && !entry.TryGetProperty("dtype", out _) && entry.TryGetProperty("min", out _));
    }

    public bool Recognizes(SidecarContent content) => content.Json is { ValueKind: JsonValueKind.Object } root && IsSimple(root);

    public Sidecar Read(SidecarContent content)
    {
        var (root, notes) = (content.Json!.Value, new ReadingNotes(Name));
        notes.Ignore(new JsonFields(root, ""), EncodingsFormat.Activations, EncodingsFormat.Parameters);
        foreach (var (part, role) in new[] { (EncodingsFormat.Activations, SidecarRole.Activation), (EncodingsFormat.Parameters, SidecarRole.Weights) })
        {
            if (root.TryGetProperty(part, out var byName))
            {
                foreach (var property in JsonFields.Of(byName, part).Element.EnumerateObject())
                {
                    notes.Add(Tensor(new SidecarTensor { Name = property.Name, Role = role, Source = part }, LegacyEncodings.EntriesOf(property.Value, property.Name), notes));
                }
            }
        }

        return notes.ToSidecar();
    }

    /// <summary>The ranges of which SNPE's formula gives back scale and zero point: the real values of the smallest and the largest integer of all bits.</summary>
    public byte[] Write(Sidecar sidecar) => JsonText.Write(json =>
    {
        var tensors = sidecar.Tensors.Where(tensor => tensor.Role != SidecarRole.Bias && tensor.Range is not null).ToList();
        EncodingsFormat.RequireGrids(tensors, Name);
        SidecarErrors.RequireWritable(Name, tensors.Where(tensor => tensor.Blocks is not null).Select(tensor => (tensor.Name, "its scales are those of blocks")));
        json.WriteStartObject();
        foreach (var (part, isParameters) in new[] { (EncodingsFormat.Activations, false), (EncodingsFormat.Parameters, true) })
        {
            json.WriteStartObject(part);
            foreach (var tensor in EncodingsFormat.Part(tensors, isParameters))
            {
                json.WriteStartArray(tensor.Name);
                for (var channel = 0; channel < tensor.Scales.Length; channel++)
                {
                    var range = tensor.Range!.Value;
                    var (minimum, maximum) = UnsignedGrid.Limits(tensor.Scales[channel], UnsignedGrid.Offset(tensor.ZeroPoints[channel], range), range.Bits);
                    json.WriteStartObject();
                    json.WriteNumber("bitwidth", range.Bits);
                    json.WriteNumber("min", minimum);
                    json.WriteNumber("max", maximum);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    });

    private static SidecarTensor Tensor(SidecarTensor tensor, List<JsonFields> entries, ReadingNotes notes)
    {
        var bits = UnsignedGrid.Bits(entries[0], "bitwidth");
        var grids = new List<(double Scale, long Offset, double? Minimum)>();
        foreach (var entry in entries)
        {
            notes.Ignore(entry, "bitwidth", "min", "max", "scale", "offset");
            if (entry.Whole("bitwidth") != bits)
            {
                throw SidecarErrors.Wrong("its channels have several types.", tensor.Name);
            }

            var (minimum, maximum) = (entry.Require("min"), entry.Require("max"));
            var scale = UnsignedGrid.Scale(entry.Number("scale") ?? ((maximum - minimum) / ((1L << bits) - 1)), tensor.Name);
            var offset = entry.Whole("offset") ?? (long)Math.Round(Math.Clamp(minimum / scale, -(1L << 40), 1L << 40));
            grids.Add((scale, offset, minimum));
        }

        return UnsignedGrid.Read(tensor, bits, isSymmetric: false, grids, notes) with { Minima = [.. entries.Select(entry => entry.Require("min"))], Maxima = [.. entries.Select(entry => entry.Require("max"))] };
    }
}
