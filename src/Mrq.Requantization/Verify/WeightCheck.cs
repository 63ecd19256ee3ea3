using Mrq.Core.Graph;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Weights that no calibration corrected are the source's as its runtime reads them, for every layer that reads them, times the factors of the activations
/// around the layer. Least-squares correction may turn them far away where inputs vary together; what it made, measurement judges.
/// </summary>
internal static class WeightCheck
{
    /// <summary>Noise over energy of all of a layer's weights. Rounding to 8 bits makes 1e-4, a scale for the tensor instead of the channel up to 0.1 on real networks.</summary>
    private const double MostNoise = 1 / 3d;

    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var graph = conversion.Target;
        foreach (var layer in conversion.IsCorrected ? [] : WeightedOperator.Of(graph))
        {
            var (before, after) = (conversion.Source.Tensors[layer.Weights], graph.Tensors[layer.Weights]);
            if (after.Type is not (ElementType.Int8 or ElementType.UInt8 or ElementType.Int16) || before is not { Data: not null, Quantization: not null } || after.Quantization is null)
            {
                continue;
            }

            var (energy, noise) = Compare(conversion, layer, before, after);
            if (!(noise <= MostNoise * energy))
            {
                yield return Violation.At(graph, layer.Step, layer.Weights, Invariant($"the weights are not the source's: they differ by {100 * Math.Sqrt(noise / energy):F0} % of their size."));
            }
        }
    }

    private static (double Energy, double Noise) Compare(Conversion conversion, WeightedOperator layer, Tensor before, Tensor after)
    {
        var (energy, noise) = (0d, 0d);
        var ignoresZeroPoint = RuleCheck.IgnoresZeroPoint(conversion.Source, layer);
        for (var i = 0; i < before.Shape.ElementCount; i++)
        {
            var channel = layer.ChannelOf(conversion.Target, i);
            var expected = Real(before, i, channel, ignoresZeroPoint) * conversion.Factor(layer.Output, channel) / conversion.Factor(layer.Input, layer.InputChannelOf(conversion.Target, i));
            var difference = Real(after, i, channel, ignoresZeroPoint: false) - expected;
            energy += expected * expected;
            noise += difference * difference;
        }

        return (energy, noise);
    }

    private static double Real(Tensor weights, int index, int channel, bool ignoresZeroPoint)
    {
        var quantization = weights.Quantization!;
        var integer = weights.Type.IntegerAt(weights.Data!.Value.Span, index) - (ignoresZeroPoint ? 0 : (int)quantization.ZeroPoints[quantization.IsPerTensor ? 0 : channel]);
        return quantization.ScaleOf(channel) * (double)integer;
    }
}
