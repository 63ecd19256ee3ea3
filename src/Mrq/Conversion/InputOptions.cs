using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Datasets.Images;
using Mrq.Imaging;

namespace Mrq;

/// <summary>
/// What metadata and the command line say of the inputs: a value for the one input, or <c>NAME=VALUE</c> for each of several, separated by
/// semicolons.
/// </summary>
internal static class InputOptions
{
    /// <param name="mean">The option of that name, and its text; null where it is not set.</param>
    /// <param name="scale">Likewise.</param>
    /// <param name="type">Likewise.</param>
    /// <param name="preset">Likewise.</param>
    /// <param name="failures">Gets everything that is wrong; null to fail with the first.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public static DatasetOptions Read((string Name, string? Text) mean, (string Name, string? Text) scale, (string Name, string? Text) type, (string Name, string? Text) preset = default, ICollection<MrqException>? failures = null)
    {
        var means = Split(mean, text => Channels(OptionNumber.Reals(mean.Name, text, "the data's unit such as 127.5")), failures);
        var scales = Split(scale, text => Channels(OptionNumber.Reals(scale.Name, text, "real units per step such as 0.0078125")), failures);
        var types = Split(type, DatasetOptions.ParseInputType, failures);
        var presets = Split(preset, InputPresets.Parse, failures);
        return new DatasetOptions
        {
            InputMean = means.All,
            InputScale = scales.All,
            InputType = types.All,
            InputPreset = presets.All,
            Inputs =
            [
                .. means.Named.Keys.Union(scales.Named.Keys).Union(types.Named.Keys).Union(presets.Named.Keys).Order(StringComparer.Ordinal)
                    .Select(name => new InputMeaning(name, means.Named.GetValueOrDefault(name), scales.Named.GetValueOrDefault(name), types.Named.GetValueOrDefault(name), presets.Named.GetValueOrDefault(name))),
            ],
        };
    }

    /// <summary>How images become the input.</summary>
    /// <param name="fit">The option of that name, and its text; null where it is not set.</param>
    /// <param name="cropFraction">Likewise.</param>
    /// <param name="resize">Likewise.</param>
    /// <param name="channels">Likewise.</param>
    /// <param name="failures">Gets everything that is wrong; null to fail with the first.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public static ImageOptions Images((string Name, string? Text) fit, (string Name, string? Text) cropFraction, (string Name, string? Text) resize, (string Name, string? Text) channels, ICollection<MrqException>? failures = null) => new()
    {
        Fit = Read(() => Choice<ImageFit>(fit), failures),
        CropFraction = Read(() => OptionNumber.Real(cropFraction.Name, cropFraction.Text, "a side's part such as 0.875"), failures),
        Resize = Read(() => Choice<ImageResize>(resize), failures),
        Channels = Read(() => Choice<ChannelOrder>(channels), failures),
    };

    /// <summary>A value by its name in lower case with '-' between words; null for an empty one.</summary>
    private static T? Choice<T>((string Name, string? Text) option)
        where T : struct, Enum
    {
        if (string.IsNullOrWhiteSpace(option.Text))
        {
            return null;
        }

        var values = Enum.GetValues<T>();
        var names = Array.ConvertAll(values, ImageNames.Of);
        return Array.FindIndex(names, name => name.Equals(option.Text.Trim(), StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
            ? values[index]
            : throw new MrqException(MrqCodes.BadOption, $"{option.Name} '{SafeText.Name(option.Text)}' is not known; use one of {string.Join(", ", names)}.");
    }

    private static T? Read<T>(Func<T?> read, ICollection<MrqException>? failures)
    {
        try
        {
            return read();
        }
        catch (MrqException failure) when (failures is not null)
        {
            failures.Add(failure);
            return default;
        }
    }

    private static ChannelValues? Channels(IReadOnlyList<double>? numbers) => numbers is null ? null : new ChannelValues([.. numbers]);

    private static (T? All, ImmutableDictionary<string, T?> Named) Split<T>((string Name, string? Text) option, Func<string?, T?> read, ICollection<MrqException>? failures)
    {
        try
        {
            return Split(option, read);
        }
        catch (MrqException failure) when (failures is not null)
        {
            failures.Add(failure);
            return (default, ImmutableDictionary<string, T?>.Empty);
        }
    }

    private static (T? All, ImmutableDictionary<string, T?> Named) Split<T>((string Name, string? Text) option, Func<string?, T?> read)
    {
        if (option.Text is null || !option.Text.Contains('=', StringComparison.Ordinal))
        {
            return (read(option.Text), ImmutableDictionary<string, T?>.Empty);
        }

        var named = ImmutableDictionary.CreateBuilder<string, T?>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in option.Text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, text) = DataFile.Parse(part);
            if (name is null || !named.TryAdd(name, read(text)))
            {
                throw new MrqException(MrqCodes.BadOption, $"{option.Name} '{SafeText.Name(option.Text)}' is neither one value nor NAME=VALUE for each input, separated by ';'.");
            }
        }

        return (default, named.ToImmutable());
    }
}
