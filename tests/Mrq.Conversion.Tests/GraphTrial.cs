using System.Collections.Immutable;
using System.Globalization;
using Mrq.Conversion.Tests.Graphs;
using Mrq.Conversion.Tests.Trials;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;

namespace Mrq.Conversion.Tests;

/// <summary>Converts the graph of a recipe and its twins, and says what is wrong, or null.</summary>
internal static class GraphTrial
{
    /// <summary>Two ways to write one network differ by no more, in dB.</summary>
    private const double MostDifference = 1;

    public static string? Wrong(GraphRecipe recipe)
    {
        var scheme = SchemeCatalogue.Named(recipe.Scheme);
        var source = RecipeGraph.Build(recipe);
        if (Judgement.Of(source, scheme, calibrate: true) is { } wrong)
        {
            return KnownRefusals.Contains(source, scheme, wrong) ? null : wrong;
        }

        return Twin(recipe, scheme, source, Variation.CopiedConstants, "constants stored once for each reader", 1e-9)
            ?? Twin(recipe, scheme, source, Variation.ExplicitClamps, "clamps written as fused activations", MostDifference);
    }

    private static string? Twin(GraphRecipe recipe, QuantizationScheme scheme, QuantizedGraph source, Variation variation, string name, double tolerance)
    {
        var twin = RecipeGraph.Build(recipe, variation);
        if (twin.Tensors.Length == source.Tensors.Length && twin.Operators.SequenceEqual(source.Operators, SameAttributes.Instance))
        {
            return null;
        }

        try
        {
            var (one, other) = (Noise(source, scheme), Noise(twin, scheme));
            for (var output = 0; output < one.Length; output++)
            {
                if (Math.Abs(Decibels(one[output]) - Decibels(other[output])) > tolerance)
                {
                    return string.Create(CultureInfo.InvariantCulture, $"SQNR {one[output].Decibels:F1} dB, with {name} {other[output].Decibels:F1} dB");
                }
            }

            return null;
        }
        catch (MrqException error)
        {
            return $"with {name}: {error.Code}: {error.MessageWithPlace}";
        }
    }

    private static ImmutableArray<OutputNoise> Noise(QuantizedGraph graph, QuantizationScheme scheme) =>
        Trial.Measure(graph, Trial.Convert(graph, scheme, calibrate: true), scheme);

    /// <summary>Beyond 60 dB a difference is one of single values.</summary>
    private static double Decibels(OutputNoise noise) => Math.Min(60, noise.Decibels);
}
