using System.Text.Json;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>The numbers of the presets.</summary>
public static class InputPresets
{
    /// <summary>ImageNet's mean and standard deviation of red, green and blue, of 1, as torchvision's models have them.</summary>
    private static readonly (double Mean, double Deviation)[] ImageNet = [(0.485, 0.229), (0.456, 0.224), (0.406, 0.225)];

    /// <summary>The presets of sounds, for messages.</summary>
    internal static string SoundNames { get; } = string.Join(", ", Enum.GetValues<InputPreset>().Where(preset => preset >= InputPreset.MlperfTinyKws).Select(NameOf));

    /// <summary>A preset by its name; null for an empty one.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>, listing the names.</exception>
    public static InputPreset? Parse(string? name) =>
        string.IsNullOrWhiteSpace(name) ? null
        : Enum.GetValues<InputPreset>() is var presets && Array.FindIndex(presets, preset => NameOf(preset).Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)) is >= 0 and var index ? presets[index]
        : throw new MrqException(MrqCodes.BadOption, $"InputPreset '{DatasetErrors.Printable(name)}' is not known; use one of tf, torch, caffe, raw for pictures, {SoundNames} for sounds.");

    /// <summary>What a preset is called in options and reports: mlperf-tiny-kws is <see cref="InputPreset.MlperfTinyKws"/>.</summary>
    public static string NameOf(InputPreset preset) => JsonNamingPolicy.KebabCaseLower.ConvertName(preset.ToString());

    /// <summary>Real = (level − mean) · scale; null where levels stay what they are.</summary>
    internal static (ChannelValues? Mean, ChannelValues? Scale) UnitsOf(InputPreset? preset) => preset switch
    {
        InputPreset.Tf => (127.5, 1 / 127.5),
        InputPreset.Torch => (new ChannelValues([.. ImageNet.Select(channel => 255 * channel.Mean)]), new ChannelValues([.. ImageNet.Select(channel => 1 / (255 * channel.Deviation))])),
        InputPreset.Caffe => (new ChannelValues(103.939, 116.779, 123.68), 1),
        _ => (null, null),
    };
}
