using System.Text.Json;

namespace Mrq.Sidecars;

/// <summary>
/// NVDLA's calibration: by the name of a Caffe layer, a scale, or a range of which the scale is the largest magnitude / 127. Names are layers before the runtime
/// fuses them, so that a table of tensors of the same network has other names in the same order. Source: nvdla/sw, LowPrecision.md.
/// </summary>
internal sealed class NvdlaCalibration : IWrittenSidecarFormat
{
    private static readonly string[] Known = ["scale", "min", "max", "offset"];

    public string Name => "nvdla-json";

    public string Description => "NVDLA's calibration of a Caffe network";

    public string Extension => ".nvdla.json";

    public bool Recognizes(SidecarContent content) => content.Json is { ValueKind: JsonValueKind.Object } root && root.EnumerateObject().Take(4).ToList() is { Count: > 0 } first
        && first.TrueForAll(layer => layer.Value.ValueKind == JsonValueKind.Object && Known.All(name => layer.Value.TryGetProperty(name, out _)));

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        foreach (var layer in content.Json!.Value.EnumerateObject())
        {
            var fields = JsonFields.Of(layer.Value, layer.Name);
            notes.Ignore(fields, Known);
            if (fields.Whole("offset") is not (null or 0))
            {
                throw SidecarErrors.Wrong("its offset is not 0, and NVDLA computes symmetric integers.", layer.Name);
            }

            var tensor = new SidecarTensor { Name = layer.Name, Role = SidecarRole.LayerOutput, Source = layer.Name };
            var (minimum, maximum) = (fields.Number("min") ?? 0, fields.Number("max") ?? 0);
            notes.Add(fields.Number("scale") is { } scale and not 0 ? SymmetricGrid.Read(tensor, scale)
                : SymmetricGrid.OfMagnitude(tensor, Math.Max(Math.Abs(minimum), Math.Abs(maximum))) with { Minima = [minimum], Maxima = [maximum] });
        }

        return notes.ToSidecar();
    }

    public byte[] Write(Sidecar sidecar)
    {
        var tensors = sidecar.Activations().Quantized();
        SidecarParts.RequirePerTensor(Name, tensors);
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteNumber("scale", SymmetricGrid.Scales(tensor).Single());
                json.WriteNumber("min", 0);
                json.WriteNumber("max", 0);
                json.WriteNumber("offset", 0);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }

    public IEnumerable<(string Tensor, string Becomes)> Moved(Sidecar sidecar) => SymmetricGrid.Moved(sidecar.Activations());
}
