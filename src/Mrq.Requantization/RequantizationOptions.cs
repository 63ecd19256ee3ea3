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
    internal double CorrectionStrength => Synthetic ? 100 : 30;

    /// <summary>How far values may pass those of the calibration samples.</summary>
    internal double RangeMargin => Synthetic ? 1.5 : 1.2;

    internal bool Runs(string pass) => !Without.Contains(pass);
}
