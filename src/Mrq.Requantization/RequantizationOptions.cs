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

    /// <summary>λ of <see cref="Passes.WeightCorrection"/>.</summary>
    internal double CorrectionStrength => Environment.GetEnvironmentVariable("MRQ_L") is { } s ? double.Parse(s, System.Globalization.CultureInfo.InvariantCulture) : Synthetic ? 100 : 30;

    internal bool Runs(string pass) => !Without.Contains(pass);
}
