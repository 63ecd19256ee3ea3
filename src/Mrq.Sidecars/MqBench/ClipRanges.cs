using System.Collections.Immutable;
using System.Text.Json;

namespace Mrq.Sidecars;

/// <summary>
/// MQBench's <c>_clip_ranges.json</c> and <c>_gfpq_param_dict.json</c>: one object whose name says the backend. TensorRT's is written, too; the one for SNPE is
/// <see cref="SnpeOverrides"/>, that for PPLCUDA no JSON at all. Source: MQBench, mqbench/deploy.
/// </summary>
internal sealed class ClipRanges : IWrittenSidecarFormat
{
    private const string TensorRt = "tensorrt";
    private const string BlobRange = "blob_range";
    private const string Ppl = "ppl";
    private const string Vitis = "vitis";
    private const string Nnie = "nnie";
    private const string Gfpq = "gfpq_param_dict";

    public string Name => "mqbench-clip-ranges";

    public string Description => "MQBench's clip_ranges.json; the one for TensorRT is written";

    public string Extension => ".clip_ranges.json";

    public bool Recognizes(SidecarContent content) => content.Json is { ValueKind: JsonValueKind.Object } root && KindOf(root) is not null;

    public Sidecar Read(SidecarContent content)
    {
        var (root, notes) = (content.Json!.Value, new ReadingNotes(Name));
        var kind = KindOf(root)!;
        notes.Ignore(new JsonFields(root, ""), kind);
        var part = JsonFields.Of(root.GetProperty(kind), kind);
        var inner = kind switch { TensorRt => BlobRange, Nnie => Gfpq, _ => null };
        var list = inner is null ? part : JsonFields.Of(part.Find(inner) ?? throw part.Missing(inner), kind);
        foreach (var property in list.Element.EnumerateObject())
        {
            var tensor = new SidecarTensor { Name = property.Name, Role = SidecarRole.Tensor, Source = kind };
            foreach (var record in kind switch
            {
                TensorRt => [Magnitude(tensor, list.Require(property.Name))],
                Nnie => list.Numbers(property.Name).Select((magnitude, index) => Magnitude(tensor with { Role = SidecarRole.LayerInput, Index = index }, magnitude)),
                Vitis => [PowerOfTwo(tensor, JsonFields.Of(property.Value, property.Name))],
                _ => (IEnumerable<SidecarTensor>)[Grid(tensor, JsonFields.Of(property.Value, property.Name), notes)],
            })
            {
                notes.Add(record);
            }
        }

        return notes.ToSidecar(kind);
    }

    /// <summary>127 · scale, where MQBench writes 128 · scale for integers down to −128, of which TensorRT would make another scale.</summary>
    public byte[] Write(Sidecar sidecar)
    {
        var tensors = sidecar.Activations();
        SidecarErrors.RequireWritable(Name, sidecar.Dialect is "" or TensorRt ? [] : new[] { (sidecar.Dialect, "this backend's file is read and not written") });
        SidecarParts.RequirePerTensor(Name, tensors);
        return JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject(TensorRt);
            json.WriteStartObject(BlobRange);
            foreach (var tensor in tensors.Where(tensor => !tensor.Scales.IsEmpty || !tensor.Maxima.IsEmpty))
            {
                json.WriteNumber(tensor.Name, tensor.Scales.IsEmpty ? tensor.Maxima[0] : SymmetricGrid.Largest * SymmetricGrid.Scales(tensor).Single());
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    public IEnumerable<(string Tensor, string Becomes)> Moved(Sidecar sidecar) => SymmetricGrid.Moved(sidecar.Activations());

    private static string? KindOf(JsonElement root) => new[] { TensorRt, Ppl, Vitis, Nnie }.FirstOrDefault(kind => root.TryGetProperty(kind, out var part) && part.ValueKind == JsonValueKind.Object);

    /// <summary>The magnitude is that of the lowest integer, −127 or −128, so that the scale is not known.</summary>
    private static SidecarTensor Magnitude(SidecarTensor tensor, double magnitude) =>
        tensor with { Minima = [-UnsignedGrid.Scale(magnitude, tensor.Name)], Maxima = [magnitude] };

    private static SidecarTensor PowerOfTwo(SidecarTensor tensor, JsonFields fields)
    {
        var range = IntegerRange.Of(8, isSigned: true);
        var scale = UnsignedGrid.Scale(fields.Require("scale"), tensor.Name);
        return Math.Log2(scale) == Math.Round(Math.Log2(scale)) ? tensor with { Type = range.Type, Range = range, Scales = [scale], ZeroPoints = [0] }
            : throw SidecarErrors.Wrong("its scale is no power of two, which Vitis's integers have.", tensor.Name);
    }

    /// <summary>Whether integers begin at 0 or at −2^(bits − 1) the smallest real value says: min = step · (lowest − zero point).</summary>
    private static SidecarTensor Grid(SidecarTensor tensor, JsonFields fields, ReadingNotes notes)
    {
        notes.Ignore(fields, "step", "zero_point", "min", "max", "bit", "type");
        ImmutableArray<double> steps = [.. fields.Numbers("step").Select(step => UnsignedGrid.Scale(step, tensor.Name))];
        var (zeroPoints, minima, bits) = (fields.Wholes("zero_point"), fields.Numbers("min"), UnsignedGrid.Bits(fields, "bit"));
        if (steps.IsEmpty || steps.Length != zeroPoints.Length || minima.IsEmpty)
        {
            throw SidecarErrors.Wrong("step, zero_point and min do not go together.", tensor.Name);
        }

        var lowest = (minima[0] / steps[0]) + zeroPoints[0];
        var range = IntegerRange.Of(bits, isSigned: lowest < -0.5);
        if (Math.Abs(lowest - range.Minimum) > 1.5)
        {
            throw SidecarErrors.Wrong(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"min was read as step · (lowest integer − zero_point), and the lowest integer would be {lowest:G6} of {bits} bits."), tensor.Name);
        }

        return tensor with { Role = steps.Length > 1 ? SidecarRole.Weights : SidecarRole.Tensor, Type = range.Type, Range = range, Scales = steps, ZeroPoints = zeroPoints, Minima = minima, Maxima = fields.Numbers("max") };
    }
}
