using System.Collections.Immutable;

namespace Mrq.Requantization;

/// <summary>How to convert, beyond the scheme.</summary>
public sealed record RequantizationOptions
{
    public static readonly RequantizationOptions Default = new();

    /// <summary>Passes that are left out, by their names in <see cref="PassNames"/>.</summary>
    public ImmutableHashSet<string> Without { get; init; } = [];

    /// <summary>Whether the calibration samples are synthetic: they are trusted less.</summary>
    public bool Synthetic { get; init; }

    /// <summary>
    /// How many times more a correction or an error feedback has to show on synthetic samples to be believed: from 1 to 7 alike for
    /// photographs' stand-ins (30 loses 0.2 to 0.7 dB), and other inputs than photographs may be further from theirs.
    /// </summary>
    internal double Caution => Synthetic ? 4 : 1;

    internal bool Runs(string pass) => !Without.Contains(pass);
}
