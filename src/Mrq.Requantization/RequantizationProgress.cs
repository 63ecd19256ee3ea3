namespace Mrq.Requantization;

/// <summary>How far a requantization is.</summary>
/// <param name="Line">"rounding: 3 of 36 layers".</param>
/// <param name="Share">Of its work what is done, from 0 to 1, as far as shapes tell.</param>
public sealed record RequantizationProgress(string Line, double Share);
