using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>The numbers of the presets.</summary>
public static class InputPresets
{
    /// <summary>ImageNet's mean and standard deviation of red, green and blue, of 1, as torchvision's models have them.</summary>
    private static readonly (double Mean, double Deviation)[] ImageNet = [(0.485, 0.229), (0.456, 0.224), (0.406, 0.225)];

    /// <summary>A preset by its name; null for an empty one.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>, listing the names.</exception>
    public static InputPreset? Parse(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        null or "" => null,
        "raw" => InputPreset.Raw,
        "tf" => InputPreset.Tf,
        "torch" => InputPreset.Torch,
        "caffe" => InputPreset.Caffe,
        _ => throw new MrqException(MrqCodes.BadOption, $"InputPreset '{DatasetErrors.Printable(name!)}' is not known; use one of tf, torch, caffe, raw."),
    };

    /// <summary>Real = (level − mean) · scale; null where levels stay what they are.</summary>
    internal static (ChannelValues? Mean, ChannelValues? Scale) UnitsOf(InputPreset? preset) => preset switch
    {
        InputPreset.Tf => (127.5, 1 / 127.5),
        InputPreset.Torch => (new ChannelValues([.. ImageNet.Select(channel => 255 * channel.Mean)]), new ChannelValues([.. ImageNet.Select(channel => 1 / (255 * channel.Deviation))])),
        InputPreset.Caffe => (new ChannelValues(103.939, 116.779, 123.68), 1),
        _ => (null, null),
    };
}
