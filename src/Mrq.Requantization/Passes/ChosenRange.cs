namespace Mrq.Requantization.Passes;

/// <summary>The integers' range for tied activations.</summary>
/// <param name="Scale">S.</param>
/// <param name="ZeroPoint">The zero point that biases take up; 0 where none.</param>
/// <param name="Noise">Noise over signal of rounding and saturation, summed over the activations.</param>
internal readonly record struct ChosenRange(double Scale, int ZeroPoint, double Noise);
