using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;

namespace Mrq.Conversion.Tests.Trials;

/// <summary>Converts a graph and says what is wrong with the result, or null.</summary>
internal static class Judgement
{
    /// <summary>
    /// A conversion may have four times the noise that its grids explain: the bound counts independent roundings that are spread evenly, and values that all stand at
    /// one clamp share one rounding error of up to S/2, with a variance of 3 · S²/12.
    /// </summary>
    public const double MostNoise = 4;

    /// <summary>Truths that turn over where both sides of a comparison are within a step of each other; how many are, noise does not tell.</summary>
    private const double MostTurned = 0.02;

    /// <summary>Beyond 90 dB two grids of 16 bits are one.</summary>
    private const double Inaudible = 90;

    /// <summary>Converts with Verify, measures, and compares with the bound.</summary>
    /// <returns>One line; null when all is well.</returns>
    public static string? Of(QuantizedGraph source, QuantizationScheme scheme, bool calibrate, double mostNoise = MostNoise)
    {
        try
        {
            var converted = Trial.Convert(source, scheme, calibrate);
            var measured = Trial.Measure(source, converted, scheme);
            var bound = ResolutionBound.Of(source, scheme);
            for (var output = 0; output < measured.Length; output++)
            {
                if (Wrong(source, source.Outputs[output], scheme, measured[output], bound[output], mostNoise) is { } wrong)
                {
                    return wrong;
                }
            }

            return null;
        }
        catch (MrqException error)
        {
            return $"{error.Code}: {error.MessageWithPlace}";
        }
    }

    private static string? Wrong(QuantizedGraph source, int tensor, QuantizationScheme scheme, OutputNoise measured, OutputNoise bound, double mostNoise)
    {
        // Half a step more or less is no noise that anybody could take off.
        var isActivation = Facts.IsActivation(source.Tensors[tensor]);
        var step = isActivation ? Math.Max(CoveringGrid.StepOf(source, tensor, scheme.Activations), source.Tensors[tensor].Quantization!.Scale) : 0;
        var isTruth = source.Tensors[tensor].Type == ElementType.Bool;
        return measured.Noise <= mostNoise * bound.Noise || measured.RootMeanSquare <= step / 2 || measured.Decibels >= Inaudible || (isTruth && measured.Noise <= MostTurned * measured.Count)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"SQNR {measured.Decibels:F1} dB, the grids explain {bound.Decibels:F1} dB; noise {measured.RootMeanSquare:G3}, a step {step:G3}, signal {Math.Sqrt(measured.Signal / measured.Count):G3}");
    }
}
