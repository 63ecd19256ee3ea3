using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Shifts are among those that the target can carry out: of layers with weights, for each channel, and of ADD and SUB. They are told by the exponents of the scales that are written.
/// </summary>
internal static class ShiftCheck
{
    private const int ExponentBits = 0xFF;
    private const int MantissaBits = 23;

    public static IEnumerable<Violation> Of(Conversion conversion) => Of(conversion.Target, conversion.Rules.Schemes);

    public static IEnumerable<Violation> Of(QuantizedGraph graph, Func<int, QuantizationScheme> schemes)
    {
        foreach (var layer in WeightedOperator.Of(graph))
        {
            var channels = graph.Tensors[layer.Weights].Quantization?.Scales.Length ?? 0;
            for (var channel = 0; channel < channels && Limits(schemes(layer.Step)).Requantization is { } limits; channel++)
            {
                if (Shift(graph, layer, channel) is { } shift && !limits.Contains(shift))
                {
                    yield return Violation.At(graph, layer.Step, layer.Weights, Invariant($"its channel {channel} is shifted by {shift}, and the target shifts by {limits}."));
                    break;
                }
            }
        }

        for (var step = 0; step < graph.Operators.Length; step++)
        {
            if (graph.Operators[step] is (Add or Sub) and var sum && Sum(graph, sum, step, Limits(schemes(step))) is { } violation)
            {
                yield return violation;
            }
        }
    }

    /// <summary>Other methods multiply before they shift: how far is for the arithmetic to say.</summary>
    private static ShiftLimits Limits(QuantizationScheme scheme) => scheme.Arithmetic.Requantization.Method == RequantizationMethod.Shift ? scheme.Shifts : ShiftLimits.None;

    /// <summary>By how much a layer's sums are shifted right; null where a scale is missing.</summary>
    public static int? Shift(QuantizedGraph graph, WeightedOperator layer, int channel) =>
        (Exponent(graph, layer.Output), Exponent(graph, layer.Input), graph.Tensors[layer.Weights].Quantization) is ({ } output, { } input, { } weights) ? output - input - Exponent(weights.ScaleOf(channel)) : null;

    private static Violation? Sum(QuantizedGraph graph, Operator step, int index, ShiftLimits limits)
    {
        if (step is not { Inputs: [var first, var second, ..], Outputs: [var result, ..] } || (Exponent(graph, first), Exponent(graph, second), Exponent(graph, result)) is not ({ } left, { } right, { } output))
        {
            return null;
        }

        var (read, write) = (Math.Abs(left - right), output - Math.Max(left, right));
        return limits.AddRead is { } reads && !reads.Contains(read) ? Violation.At(graph, index, Invariant($"its finer input is shifted by {read}, and the target shifts by {reads}."))
            : limits.AddWrite is { } writes && !writes.Contains(write) ? Violation.At(graph, index, Invariant($"its sum is shifted by {write}, and the target shifts by {writes}."))
            : null;
    }

    private static int? Exponent(QuantizedGraph graph, int tensor) => tensor >= 0 && graph.Tensors[tensor].Quantization is { } quantization ? Exponent(quantization.Scale) : null;

    private static int Exponent(float scale) => ((BitConverter.SingleToInt32Bits(scale) >> MantissaBits) & ExponentBits) - 127;
}
