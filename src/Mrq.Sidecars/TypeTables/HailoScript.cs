using System.Globalization;
using System.Text.RegularExpressions;

namespace Mrq.Sidecars;

/// <summary>
/// Hailo's model script: of its commands <c>quantization_param(LAYERS, …)</c> says a type (<c>precision_mode=a16_w8</c>: bits of activations and of weights) or a range
/// (<c>force_range_out=[a, b]</c>), the only numbers that can be handed over. Other commands are settings. Source: hailo_model_zoo.
/// </summary>
internal sealed partial class HailoScript : IWrittenSidecarFormat
{
    public string Name => "hailo-alls";

    public string Description => "Hailo's model script";

    public string Extension => ".alls";

    public SidecarKeys Keys => SidecarKeys.Layers;

    public bool Recognizes(SidecarContent content)
    {
        var lines = TextFile.Filled(content).Where(line => !line.Text.TrimStart().StartsWith('#')).ToList();
        return lines.Count > 0 && lines.TrueForAll(line => Command().IsMatch(line.Text.Trim()));
    }

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        foreach (var (line, number) in TextFile.Filled(content).Where(line => !line.Text.TrimStart().StartsWith('#')))
        {
            if (Parameters().Match(line.Trim()) is not { Success: true } match)
            {
                notes.Doubt("commands beside quantization_param are settings and not read");
                continue;
            }

            var source = string.Create(CultureInfo.InvariantCulture, $"line {number}");
            foreach (var name in match.Groups["layers"].Value.Trim('[', ']').Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var rest = match.Groups["rest"].Value;
                if (Mode().Match(rest) is { Success: true } mode)
                {
                    var (activations, weights) = (Bits(mode.Groups["a"].Value, name), Bits(mode.Groups["w"].Value, name));
                    notes.Add(new SidecarTensor { Name = name, Role = SidecarRole.LayerInput, Type = activations.Type, Range = activations, Source = source });
                    notes.Add(new SidecarTensor { Name = name, Role = SidecarRole.Weights, Type = weights.Type, Range = weights, Source = source });
                }

                if (Forced().Match(rest) is { Success: true } forced)
                {
                    notes.Add(new SidecarTensor { Name = name, Role = SidecarRole.LayerOutput, Minima = [TextFile.Number(forced.Groups["low"].ValueSpan, name, "force_range_out")], Maxima = [TextFile.Number(forced.Groups["high"].ValueSpan, name, "force_range_out")], Source = source });
                }
            }
        }

        return notes.ToSidecar();
    }

    /// <summary>
    /// Of a model the layers that are not of 8 bits, and the range of what each layer computes. A range is forced: Hailo takes it instead of what it
    /// would calibrate.
    /// </summary>
    public byte[] Write(Sidecar sidecar)
    {
        var records = sidecar.ByKey();
        SidecarErrors.RequireWritable(Name, sidecar.Tensors.Where(tensor => !CanName(tensor.Name)).Select(tensor => (tensor.Name, "its name has a character that ends names there; give it another with SidecarNames")));
        SidecarErrors.RequireWritable(Name, sidecar.Tensors.Where(tensor => tensor.Role is SidecarRole.LayerInput or SidecarRole.Weights && tensor.Range is not { Bits: 4 or 8 or 16 }).Select(tensor => (tensor.Name, $"Hailo has no {tensor.Type}")));
        return TextFile.Of(sidecar.Tensors.Select(tensor => tensor.Role switch
        {
            SidecarRole.LayerInput => Mode(tensor, records.GetValueOrDefault((tensor.Name, SidecarRole.Weights)) ?? tensor),
            SidecarRole.LayerOutput when Limits(tensor) is { } limits => $"quantization_param({tensor.Name}, force_range_out=[{TextPatch.Number(limits.Minimum)}, {TextPatch.Number(limits.Maximum)}])",
            _ => null,
        }).OfType<string>());
    }

    /// <summary>Whether a command with the name reads as one of the name.</summary>
    private static bool CanName(string name) => !name.Contains(',') && !name.StartsWith('[') && name.Trim() == name && Command().IsMatch($"f({name})") && Parameters().Match($"quantization_param({name}, x)") is { Success: true } match && match.Groups["layers"].Value == name;

    /// <summary>8 bits are what Hailo takes of itself: a script says them where it is a script's own word.</summary>
    private static string? Mode(SidecarTensor input, SidecarTensor weights) =>
        (input.Range!.Value.Bits, weights.Range!.Value.Bits) is var (activations, constants) && (activations, constants) == (8, 8) && !input.Scales.IsEmpty ? null
        : string.Create(CultureInfo.InvariantCulture, $"quantization_param({input.Name}, precision_mode=a{activations}_w{constants})");

    private static (double Minimum, double Maximum)? Limits(SidecarTensor tensor) => tensor.Scales.IsEmpty ? (tensor.Minima.IsEmpty ? null : (tensor.Minima[0], tensor.Maxima[0])) : PatchRecords.Limits(tensor)[0];

    private static IntegerRange Bits(string text, string name) => text switch
    {
        "4" => IntegerRange.Of(4, isSigned: true),
        "8" => IntegerRange.Of(8, isSigned: true),
        "16" => IntegerRange.Of(16, isSigned: true),
        _ => throw SidecarErrors.Wrong($"precision_mode has {text} bits, and not 4, 8 or 16.", name),
    };

    [GeneratedRegex(@"^([A-Za-z_][A-Za-z0-9_, ]{0,200}= ?)?[a-z_]{1,60}\(.*\)$")]
    private static partial Regex Command();

    [GeneratedRegex(@"^quantization_param\((?<layers>\[[^\]]*\]|\{[^}]*\}|[^,\[{]+), ?(?<rest>.*)\)$")]
    private static partial Regex Parameters();

    [GeneratedRegex(@"precision_mode=a(?<a>[0-9]{1,2})_w(?<w>[0-9]{1,2})")]
    private static partial Regex Mode();

    [GeneratedRegex(@"force_range_out=\[(?<low>[^,\]]{1,40}),(?<high>[^,\]]{1,40})\]")]
    private static partial Regex Forced();
}
