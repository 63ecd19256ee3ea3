using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Mrq.Sidecars;

/// <summary>
/// What PPQ and esp-ppq write: their own <c>configs</c> and <c>values</c>, where the numbers of a tensor are those of its dominator's hash; <c>quant_info</c> for PPL;
/// magnitudes of 127 · scale for TensorRT (<c>act_quant_info</c>); input and output scales of MNN's layers. Source: PPQ, ppq/parser.
/// </summary>
internal sealed class PpqJson : ISidecarFormat
{
    private const string Native = "configs";
    private const string Values = "values";
    private const string Ppl = "quant_info";
    private const string TensorRt = "act_quant_info";
    private const string MnnInput = " input_tensor_";
    private const string MnnOutput = " output_tensor_";

    public string Name => "ppq-json";

    public string Description => "quantization of PPQ and esp-ppq";

    public string Extension => ".ppq.json";

    public bool Recognizes(SidecarContent content) => content.Json is { ValueKind: JsonValueKind.Object } root && KindOf(root) is not null;

    public Sidecar Read(SidecarContent content)
    {
        var (root, notes) = (content.Json!.Value, new ReadingNotes(Name));
        var kind = KindOf(root)!;
        switch (kind)
        {
            case "native":
                ReadNative(root, notes);
                break;
            case "ppl":
                foreach (var item in root.GetProperty(Ppl).EnumerateObject())
                {
                    var fields = JsonFields.Of(item.Value, item.Name);
                    notes.Add(Grid(new SidecarTensor { Name = item.Name, Role = fields.Flag("per_channel") == true ? SidecarRole.Weights : SidecarRole.Tensor, Source = Ppl }, fields, fields, "q_min", "q_max") with { Minima = fields.Numbers("tensor_min"), Maxima = fields.Numbers("tensor_max") });
                }

                break;
            case "tensorrt":
                var magnitudes = JsonFields.Of(root.GetProperty(TensorRt), TensorRt);
                foreach (var item in magnitudes.Element.EnumerateObject())
                {
                    notes.Add(SymmetricGrid.OfMagnitude(new SidecarTensor { Name = item.Name, Role = SidecarRole.Activation, Source = TensorRt }, magnitudes.Require(item.Name)));
                }

                break;
            default:
                ReadMnn(root, notes);
                break;
        }

        return notes.ToSidecar(kind);
    }

    private static string? KindOf(JsonElement root) =>
        IsObject(root, Native) && IsObject(root, Values) ? "native"
        : IsObject(root, Ppl) ? "ppl"
        : IsObject(root, TensorRt) ? "tensorrt"
        : IsObject(root, "shape") && root.EnumerateObject().Any(item => item.Name.Contains(MnnInput, StringComparison.Ordinal)) ? "mnn"
        : null;

    private static bool IsObject(JsonElement root, string name) => root.TryGetProperty(name, out var part) && part.ValueKind == JsonValueKind.Object;

    /// <summary>A tensor stands with each operator that reads or writes it; all of them say the same, or they are refused.</summary>
    private static void ReadNative(JsonElement root, ReadingNotes notes)
    {
        var (values, seen) = (root.GetProperty(Values), new Dictionary<string, SidecarTensor>(StringComparer.Ordinal));
        foreach (var (step, config) in root.GetProperty(Native).EnumerateObject().SelectMany(step => JsonFields.Of(step.Value, step.Name).Element.EnumerateObject().Select(config => (step.Name, config))))
        {
            var fields = JsonFields.Of(config.Value, config.Name);
            var dominator = fields.Whole("dominator") ?? fields.Whole("hash") ?? throw fields.Missing("dominator");
            if (!values.TryGetProperty(dominator.ToString(CultureInfo.InvariantCulture), out var numbers))
            {
                notes.Doubt("it has no scale (its dominator has no entry under values)", config.Name);
                continue;
            }

            var isByChannel = fields.Find("policy") is { ValueKind: JsonValueKind.Object } policy && new JsonFields(policy, config.Name).Flag("PER_CHANNEL") == true;
            var tensor = Grid(new SidecarTensor { Name = config.Name, Role = isByChannel ? SidecarRole.Weights : SidecarRole.Tensor, Source = $"{Native}.{step}" }, fields, JsonFields.Of(numbers, config.Name), "quant_min", "quant_max");
            if (seen.TryGetValue(tensor.Name, out var first) && first.SaysTheSameAs(tensor))
            {
                continue;
            }

            seen[tensor.Name] = tensor;
            notes.Add(tensor);
        }
    }

    private static void ReadMnn(JsonElement root, ReadingNotes notes)
    {
        var fields = new JsonFields(root, "");
        foreach (var item in root.EnumerateObject().Where(item => item.Name != "shape"))
        {
            var (mark, role) = item.Name.Contains(MnnInput, StringComparison.Ordinal) ? (MnnInput, SidecarRole.LayerInput) : (MnnOutput, SidecarRole.LayerOutput);
            var cut = item.Name.LastIndexOf(mark, StringComparison.Ordinal);
            if (cut <= 0 || !int.TryParse(item.Name.AsSpan(cut + mark.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                throw SidecarErrors.Wrong("its name does not end with input_tensor_N or output_tensor_N.", item.Name);
            }

            notes.Add(SymmetricGrid.Read(new SidecarTensor { Name = item.Name[..cut], Role = role, Index = index, Source = item.Name }, fields.Require(item.Name)));
        }
    }

    /// <param name="tensor">Name and role.</param>
    /// <param name="config">Where its integers stand.</param>
    /// <param name="numbers">Where scale and zero point stand.</param>
    /// <param name="smallest">The field of the smallest integer.</param>
    /// <param name="largest">That of the largest.</param>
    private static SidecarTensor Grid(SidecarTensor tensor, JsonFields config, JsonFields numbers, string smallest, string largest)
    {
        var (minimum, maximum) = (config.Whole(smallest) ?? throw config.Missing(smallest), config.Whole(largest) ?? throw config.Missing(largest));
        ImmutableArray<double> scales = [.. numbers.Numbers("scale").Select(scale => UnsignedGrid.Scale(scale, tensor.Name))];
        var zeroPoints = numbers.Wholes("zero_point");
        if (minimum >= maximum || minimum < int.MinValue || maximum > uint.MaxValue || scales.IsEmpty || scales.Length != zeroPoints.Length || zeroPoints.Any(zeroPoint => zeroPoint < minimum || zeroPoint > maximum))
        {
            throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"{scales.Length} scales and {zeroPoints.Length} zero points of integers {minimum}..{maximum} do not go together."), tensor.Name);
        }

        var range = new IntegerRange(minimum, maximum);
        return tensor with { Type = range.Type, Range = range, Scales = scales, ZeroPoints = zeroPoints };
    }
}
