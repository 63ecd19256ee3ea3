using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Plan;

/// <summary>
/// Chooses the target's scale and zero point of every activation. Operators that only move or compare values tie their inputs to
/// their outputs. Asymmetric targets shift the zero point and lose nothing; symmetric ones cover the source's nominal range times
/// the folding factor.
/// </summary>
internal static class ActivationParameters
{
    /// <summary>New parameters by tensor index, for every quantized activation.</summary>
    public static IReadOnlyDictionary<int, QuantizationParameters> Choose(ConversionPlan conversion, ActivationPlan plan, IReadOnlySet<int> parameters)
    {
        var graph = conversion.Graph;
        var groups = TensorTies.Of(conversion);
        var ranges = NominalRanges(graph);
        var result = new Dictionary<int, QuantizationParameters>();
        foreach (var group in Enumerable.Range(0, graph.Tensors.Length)
            .Where(tensor => IsQuantized(graph.Tensors[tensor]) && !parameters.Contains(tensor))
            .GroupBy(tensor => groups[tensor]))
        {
            var chosen = Fit(conversion.RuleOf(group.First()), graph, [.. group], ranges, plan.Folding);
            if (group.Select(tensor => plan.Scales.GetValueOrDefault(tensor)).Max() is > 0 and var scale)
            {
                chosen = new QuantizationParameters((float)scale, chosen.ZeroPoint);
            }

            foreach (var tensor in group)
            {
                result[tensor] = chosen;
            }
        }

        foreach (var step in graph.Operators.Where(step => step.Outputs.Length > 0 && result.ContainsKey(step.Outputs[0])))
        {
            if (conversion.FixedOutputOf(step) is { } fixedParameters)
            {
                // What is tied to it, a RESHAPE behind a SOFTMAX, holds the same integers.
                foreach (var tied in result.Keys.Where(tensor => groups[tensor] == groups[step.Outputs[0]]).ToArray())
                {
                    result[tied] = fixedParameters;
                }
            }
        }

        return result;
    }

    public static bool IsQuantized(Tensor tensor) =>
        tensor.Quantization is { IsPerTensor: true } && tensor.Type is ElementType.UInt8 or ElementType.Int8 or ElementType.Int16;

    /// <summary>For each tensor the real values that its type, its zero point and the activation fused into its producer let through.</summary>
    public static ImmutableArray<(double Low, double High)> NominalRanges(QuantizedGraph graph)
    {
        var ranges = graph.Tensors.Select(tensor => IsQuantized(tensor) ? Range(tensor) : (Low: 0d, High: 0d)).ToArray();
        foreach (var step in graph.Operators.Where(step => step.Outputs.Length > 0))
        {
            var (low, high) = FusedActivation.Bounds(step);
            ref var range = ref ranges[step.Outputs[0]];
            range = (Math.Max(range.Low, low), Math.Min(range.High, high));
        }

        return [.. ranges];
    }

    /// <summary>The real values of an activation's smallest and largest integer.</summary>
    public static (double Low, double High) Range(Tensor tensor)
    {
        var (minimum, maximum) = tensor.Type.IntegerRange();
        double scale = tensor.Quantization!.Scale;
        return (scale * (minimum - tensor.Quantization.ZeroPoint), scale * (maximum - tensor.Quantization.ZeroPoint));
    }

    private static QuantizationParameters Fit(TensorRule rule, QuantizedGraph graph, int[] members, ImmutableArray<(double Low, double High)> ranges, ActivationFolding folding)
    {
        var first = graph.Tensors[members[0]];
        if (rule.KeepsGrids
            && members.All(index => graph.Tensors[index].Quantization!.Equals(first.Quantization) && graph.Tensors[index].Type == first.Type)
            && first.Type.BitWidth() == rule.Type.BitWidth()
            && first.Quantization!.Scale >= rule.SmallestScale)
        {
            return new QuantizationParameters(first.Quantization!.Scale, first.Quantization.ZeroPoint - first.Type.IntegerRange().Minimum + rule.Minimum);
        }

        var low = Math.Min(0, members.Min(index => ranges[index].Low * folding.Factors[index]));
        var high = Math.Max(0, members.Max(index => ranges[index].High * folding.Factors[index]));
        return rule.Covering(low, high);
    }
}
