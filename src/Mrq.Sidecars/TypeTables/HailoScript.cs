using System.Globalization;
using System.Text.RegularExpressions;

namespace Mrq.Sidecars;

/// <summary>
/// Hailo's model script: of its commands <c>quantization_param(LAYERS, …)</c> says a type (<c>precision_mode=a16_w8</c>: bits of activations and of weights) or a range
/// (<c>force_range_out=[a, b]</c>), the only numbers that can be handed over. Other commands are settings. Source: hailo_model_zoo.
/// </summary>
internal sealed partial class HailoScript : ISidecarFormat
{
    public string Name => "hailo-alls";

    public string Description => "Hailo's model script";

    public string Extension => ".alls";

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
