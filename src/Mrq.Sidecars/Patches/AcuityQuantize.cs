using System.Globalization;

namespace Mrq.Sidecars;

/// <summary>The quantize file of VeriSilicon's Acuity and of RKNN Toolkit 1. What is changed in it counts: <c>pegasus export</c> takes it as it is. Names are Acuity's own.</summary>
internal sealed class AcuityQuantize : IPatchedSidecarFormat
{
    private static readonly string[] LimitKeys = ["min_value", "max_value"];

    public string Name => "acuity-quantize";

    public string Description => "numbers in the quantize file of VeriSilicon's Acuity and of RKNN Toolkit 1";

    public string Extension => ".quantize";

    public SidecarKeys Keys => SidecarKeys.ActivationsAndLayers;

    public string BaseOption => "AcuityBase";

    public bool Recognizes(SidecarContent content) => QuantizeYaml.Recognizes(content, isRknn: false);

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        QuantizeYaml.Read(YamlText.Parse(content.Text!), notes, Record);
        return notes.ToSidecar();
    }

    public SidecarPatch Patch(SidecarContent content, Sidecar sidecar)
    {
        var (root, patch, records) = (YamlText.Parse(content.Text!), new TextPatch(Name, content), sidecar.ByKey());
        foreach (var (key, entry) in root[QuantizeYaml.Parameters]?.Map ?? [])
        {
            var present = Record(key, entry);
            var role = present.Role is SidecarRole.Weights or SidecarRole.Bias ? present.Role : SidecarRole.Activation;
            if (present.Index > 0 || !records.TryGetValue((present.Name, role), out var tensor))
            {
                patch.Tell(key, "is unknown to the model, and keeps the file's numbers");
                continue;
            }

            patch.Match();
            if (Hindrance(present, tensor, entry) is { } reason)
            {
                patch.Refuse(key, reason);
            }
            else if (!tensor.Scales.IsEmpty)
            {
                Put(patch, entry, present, tensor);
            }
        }

        return patch.Finish();
    }

    /// <summary>Keys are <c>@LAYER:out0</c>, <c>@LAYER:weight</c> and <c>@LAYER:bias</c>; toolkit 1 writes them without the '@'.</summary>
    private static SidecarTensor Record(string key, YamlText entry)
    {
        var plain = key.TrimStart('@');
        var colon = plain.LastIndexOf(':');
        var (layer, port) = colon > 0 ? (plain[..colon], plain[(colon + 1)..]) : (plain, "");
        var role = port switch { "weight" => SidecarRole.Weights, "bias" => SidecarRole.Bias, "" => SidecarRole.Tensor, _ => SidecarRole.LayerOutput };
        var index = port.StartsWith("out", StringComparison.Ordinal) && int.TryParse(port.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return QuantizeYaml.Grid(new SidecarTensor { Name = layer, Role = role, Index = index, Source = QuantizeYaml.Parameters }, entry, entry["qtype"]?.Scalar ?? entry["dtype"]?.Scalar);
    }

    /// <summary>Why an entry cannot have a record's numbers; types of entries stay, since the toolchain's graph depends on them.</summary>
    private static string? Hindrance(SidecarTensor present, SidecarTensor tensor, YamlText entry) => (present, tensor) switch
    {
        ({ Range: null }, { Scales.IsEmpty: true }) => null,
        ({ Range: null }, _) => "it is real numbers in the file, and integers in the model",
        (_, { Scales.IsEmpty: true }) => $"it is {present.Type} in the file, and real numbers in the model",
        _ when present.Range!.Value.Bits != tensor.Range!.Value.Bits => $"it is {present.Type} in the file, and {tensor.Type} in the model",
        _ when tensor.Scales.Length > 1 && tensor.Scales.Length != present.Scales.Length => string.Create(CultureInfo.InvariantCulture, $"it has {tensor.Scales.Length} scales, and {present.Scales.Length} in the file"),
        _ when entry["zero_point"] is null && tensor.ZeroPoints(present.Range!.Value.IsSigned).Any(zeroPoint => zeroPoint != 0) => "it has a zero point, for which the file has no place",
        _ when tensor.ZeroPoints.Distinct().Count() > 1 && Count(entry["zero_point"]) != tensor.ZeroPoints.Length => "it has a zero point for each channel, and one in the file",
        _ when LimitKeys.Any(key => Count(entry[key]) is not (0 or 1) and var count && count != present.Scales.Length) => "the file has another number of ranges than of scales",
        _ when IsFixedPoint(entry) && Fraction(tensor.Scales[0]) is null => "its scale is no power of two, and it is a fixed point in the file",
        _ => null,
    };

    private static void Put(TextPatch patch, YamlText entry, SidecarTensor present, SidecarTensor tensor)
    {
        var (limits, zeroPoints) = (tensor.Limits(), tensor.ZeroPoints(present.Range!.Value.IsSigned));
        if (IsFixedPoint(entry))
        {
            if (TextFile.Whole(entry["fl"]!.Scalar, tensor.Name, "fl") != Fraction(tensor.Scales[0]))
            {
                patch.Replace(entry["fl"]!.Places[0], string.Create(CultureInfo.InvariantCulture, $"{Fraction(tensor.Scales[0])}"));
            }
        }
        else
        {
            PutNumbers(patch, entry["scale"], channel => tensor.Scales[tensor.Scales.Length == 1 ? 0 : channel], isWhole: false);
        }

        PutNumbers(patch, entry["zero_point"], channel => zeroPoints[zeroPoints.Length == 1 ? 0 : channel], isWhole: true);

        // One range may stand for all channels.
        PutNumbers(patch, entry["min_value"], channel => Count(entry["min_value"]) == 1 ? limits.Min(limit => limit.Minimum) : limits[limits.Length == 1 ? 0 : channel].Minimum, isWhole: false);
        PutNumbers(patch, entry["max_value"], channel => Count(entry["max_value"]) == 1 ? limits.Max(limit => limit.Maximum) : limits[limits.Length == 1 ? 0 : channel].Maximum, isWhole: false);
    }

    private static int Count(YamlText? value) => value?.Scalar is { } scalar ? Math.Min(scalar.Length, 1) : value?.Items.Count ?? 0;

    /// <summary>Numbers of a scalar, of items a line, or of a list in brackets, which is written anew where one changes.</summary>
    private static void PutNumbers(TextPatch patch, YamlText? value, Func<int, double> number, bool isWhole)
    {
        if (value is null || value.Scalar is "")
        {
            return;
        }

        IReadOnlyList<string> texts = value.Scalar is { } scalar ? [scalar] : value.Items;
        if (value.Places.Count == texts.Count)
        {
            for (var i = 0; i < texts.Count; i++)
            {
                Put(patch, value.Places[i], texts[i], number(i), isWhole);
            }
        }
        else if (value.Places is [var list] && Enumerable.Range(0, texts.Count).Any(i => (float)TextFile.Number(texts[i], "", "a number") != (float)number(i)))
        {
            patch.Replace(list, $"[{string.Join(", ", Enumerable.Range(0, texts.Count).Select(i => isWhole ? string.Create(CultureInfo.InvariantCulture, $"{number(i)}") : TextPatch.Number(number(i))))}]");
        }
    }

    private static void Put(TextPatch patch, TextPlace place, string present, double number, bool isWhole)
    {
        if (!isWhole)
        {
            patch.Replace(place, present, number);
        }
        else if (TextFile.Number(present, "", "a zero point") != number)
        {
            patch.Replace(place, string.Create(CultureInfo.InvariantCulture, $"{number}"));
        }
    }

    private static bool IsFixedPoint(YamlText entry) => entry["fl"]?.Scalar is { Length: > 0 } && entry["scale"] is null or { Scalar: "" };

    /// <summary>Bits behind the point of a scale; null where it is no power of two.</summary>
    private static int? Fraction(double scale) => Math.ScaleB(1, Math.ILogB(scale)) == scale ? -Math.ILogB(scale) : null;
}
