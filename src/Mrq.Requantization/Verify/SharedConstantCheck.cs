using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// A constant that several operators read is what each of them needs: one role, for weights one ratio of the factors around the layers, for biases
/// one factor and one shift. Scales and channels are checked for every reader by <see cref="BiasCheck"/> and <see cref="RuleCheck"/>.
/// </summary>
internal static class SharedConstantCheck
{
    private const double Tolerance = 1e-6;

    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var graph = conversion.Target;
        var layers = WeightedOperator.Of(graph).ToArray();
        foreach (var readers in layers.GroupBy(layer => layer.Weights).Where(readers => readers.Count() > 1))
        {
            var first = readers.First();
            if (readers.Skip(1).FirstOrDefault(reader => !SameRatio(conversion, first, reader)) is { } other)
            {
                yield return Violation.At(graph, other.Step, readers.Key, Invariant($"it needs other weights than {graph.Describe(first.Step)}, which reads the same tensor."));
            }
        }

        foreach (var readers in layers.Where(layer => layer.Bias is not null).GroupBy(layer => layer.Bias!.Value).Where(readers => readers.Count() > 1))
        {
            var first = readers.First();
            if (readers.Skip(1).FirstOrDefault(reader => !SameBias(conversion, first, reader)) is { } other)
            {
                yield return Violation.At(graph, other.Step, readers.Key, Invariant($"it needs another bias than {graph.Describe(first.Step)}, which reads the same tensor."));
            }
        }

        var (weights, biases) = (layers.Select(layer => layer.Weights).ToHashSet(), layers.Where(layer => layer.Bias is not null).Select(layer => layer.Bias!.Value).ToHashSet());
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            var own = WeightedOperator.Of(graph, step) is { } layer ? new[] { layer.Weights, layer.Bias ?? -1 } : [];
            foreach (var tensor in graph.Operators[step].Inputs.Where(tensor => !own.Contains(tensor) && (weights.Contains(tensor) || biases.Contains(tensor))))
            {
                yield return Violation.At(graph, step, tensor, "it reads weights or a bias of another operator as its operand.");
            }
        }

        foreach (var tensor in weights.Intersect(biases))
        {
            yield return Violation.Of(graph, tensor, "it is weights and bias at once.");
        }
    }

    private static bool SameRatio(Conversion conversion, WeightedOperator one, WeightedOperator other)
    {
        var graph = conversion.Target;
        for (var i = 0; i < graph.Tensors[one.Weights].Shape.ElementCount; i++)
        {
            if (!Same(Ratio(conversion, one, i), Ratio(conversion, other, i)))
            {
                return false;
            }

            // Without factors of single channels one weight speaks for all.
            if (!conversion.HasChannelFactors(one.Input) && !conversion.HasChannelFactors(one.Output) && !conversion.HasChannelFactors(other.Input) && !conversion.HasChannelFactors(other.Output))
            {
                return true;
            }
        }

        return true;
    }

    private static double Ratio(Conversion conversion, WeightedOperator layer, int weight) =>
        conversion.Factor(layer.Output, layer.ChannelOf(conversion.Target, weight)) / conversion.Factor(layer.Input, layer.InputChannelOf(conversion.Target, weight));

    /// <summary>b' = c·b + S_y·Z_y − S_x·Z_x·Σ W: the same for both where all that goes into it is; layers with a folded input zero point and other weights differ.</summary>
    private static bool SameBias(Conversion conversion, WeightedOperator one, WeightedOperator other)
    {
        var channels = one.Channels(conversion.Target);
        return channels == other.Channels(conversion.Target)
            && Enumerable.Range(0, channels).All(channel => Same(conversion.Factor(one.Output, channel), conversion.Factor(other.Output, channel)))
            && Same(1 + OutputShift(conversion, one), 1 + OutputShift(conversion, other))
            && Same(1 + InputShift(conversion, one), 1 + InputShift(conversion, other))
            && (conversion.Shift(one.Input) == 0 || one.Weights == other.Weights);
    }

    private static double OutputShift(Conversion conversion, WeightedOperator layer) => conversion.Shift(layer.Output) * (double)conversion.Target.Tensors[layer.Output].Quantization!.Scale;

    private static double InputShift(Conversion conversion, WeightedOperator layer) => conversion.Shift(layer.Input) * (double)conversion.Target.Tensors[layer.Input].Quantization!.Scale;

    private static bool Same(double one, double other) => Math.Abs(one - other) <= Tolerance * Math.Abs(other);
}
