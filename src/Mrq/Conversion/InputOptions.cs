using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;

namespace Mrq;

/// <summary>
/// What metadata and the command line say of the inputs: a value for the one input, or <c>NAME=VALUE</c> for each of several, separated by
/// semicolons.
/// </summary>
public static class InputOptions
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
