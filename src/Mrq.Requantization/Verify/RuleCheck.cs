using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using static System.FormattableString;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Every tensor obeys the scheme's rule for its role: type, integers of constants, zero points, granularity and form of the scales. What a
/// container fixes, it fixes for all schemes: outputs such as SOFTMAX's, and FULLY_CONNECTED's one scale.
/// </summary>
internal static class RuleCheck
{
    public static IEnumerable<Violation> Of(Conversion conversion)
    {
        var graph = conversion.Target;
        var layers = WeightedOperator.Of(graph).ToArray();
        var weights = layers.GroupBy(layer => layer.Weights).ToDictionary(readers => readers.Key, readers => readers.ToArray());
        var biases = layers.Select(layer => layer.Bias ?? -1).ToHashSet();
        var isFixed = FixedOutputs.Reach(graph, conversion.Rules);
        var inside = UntouchedCheck.Inside(graph).ToHashSet();
        foreach (var (index, readers) in weights)
        {
            foreach (var violation in Weights(conversion, index, readers))
            {
                yield return violation;
            }
        }

        var seen = graph.Operators.SelectMany(step => Activations(graph, step)).Concat(graph.Inputs).Concat(graph.Outputs).Where(tensor => tensor >= 0).Distinct().Order();
        foreach (var index in seen.Where(index => graph.Tensors[index].Quantization is not null && !weights.ContainsKey(index) && !biases.Contains(index) && !inside.Contains(index)))
        {
            // Quantized numbers of 32 bits that are no biases stay what they are.
            if (index < conversion.Source.Tensors.Length && conversion.Source.Tensors[index].Type == ElementType.Int32 && graph.Tensors[index].Type == ElementType.Int32
                && graph.Tensors[index].Quantization!.Equals(conversion.Source.Tensors[index].Quantization))
            {
                continue;
            }

            // Constants with several scales that become real numbers do so as they were.
            if (RealConstants(conversion, index))
            {
                continue;
            }

            if (Broken(graph.Tensors[index], conversion.Rules.Activations(index), isFixed.Contains(index), mayHaveChannels: false) is { } sentence)
            {
                yield return Violation.Of(graph, index, sentence);
            }
        }
    }

    private static bool RealConstants(Conversion conversion, int index) =>
        index < conversion.Source.Tensors.Length && conversion.Source.Tensors[index] is { Data: { } before, Quantization.IsPerTensor: false } source
        && conversion.Target.Tensors[index] is { Data: { } after } target && target.Type == source.Type && target.Quantization!.Equals(source.Quantization) && after.Span.SequenceEqual(before.Span)
        && conversion.Target.Operators.Where(step => step.Inputs.Contains(index)).All(step => step is Dequantize);

    private static IEnumerable<int> Activations(QuantizedGraph graph, Operator step) => step.Inputs.Concat(step.Outputs);

    private static IEnumerable<Violation> Weights(Conversion conversion, int index, WeightedOperator[] readers)
    {
        var graph = conversion.Target;
        var tensor = graph.Tensors[index];
        if (tensor.Quantization is not { } quantization)
        {
            yield return Violation.Of(graph, index, "its weights have no scale.");
            yield break;
        }

        if (Broken(tensor, conversion.Rules.Weights(readers[0].Step), isFixed: false, mayHaveChannels: true) is { } sentence)
        {
            yield return Violation.Of(graph, index, sentence);
        }

        foreach (var reader in readers)
        {
            if (!quantization.IsPerTensor && (quantization.Axis != reader.ChannelAxis || quantization.Scales.Length != reader.Channels(graph)))
            {
                yield return Violation.At(graph, reader.Step, index, Invariant($"it has {quantization.Scales.Length} scales on dimension {quantization.Axis}; the operator reads {reader.Channels(graph)} on dimension {reader.ChannelAxis}."));
            }
            else if (quantization.ZeroPoints.Any(zeroPoint => zeroPoint != 0) && IgnoresZeroPoint(graph, reader))
            {
                yield return Violation.At(graph, reader.Step, index, "it has a zero point, which the operator ignores.");
            }
        }
    }

    /// <summary>TFLite's int8 convolutions, and FULLY_CONNECTED with a scale per channel, multiply the integers as they are.</summary>
    public static bool IgnoresZeroPoint(QuantizedGraph graph, WeightedOperator layer) =>
        graph.Tensors[layer.Weights] is { Type: not ElementType.UInt8, Quantization: { } quantization }
        && (graph.Operators[layer.Step] is not FullyConnected || !quantization.IsPerTensor);

    private static string? Broken(Tensor tensor, TensorRule rule, bool isFixed, bool mayHaveChannels)
    {
        var quantization = tensor.Quantization!;
        if (tensor.Type != rule.Type)
        {
            return Invariant($"it is {tensor.Type.FieldName()}, where the scheme has {rule.Type.FieldName()}.");
        }

        if (!quantization.IsPerTensor && !(mayHaveChannels && rule.Granularity == Granularity.PerChannel))
        {
            return "it has one scale per channel, where the scheme has one for the tensor.";
        }

        if (Beyond(tensor, rule) is { } value)
        {
            return Invariant($"it has the value {value}, outside {rule.Minimum}..{rule.Maximum}.");
        }

        if (isFixed)
        {
            return null;
        }

        if (rule.Form == ScaleForm.PowerOfTwo && quantization.Scales.FirstOrDefault(scale => !PowerOfTwo.Is(scale), 1) is not 1 and var scale)
        {
            return Invariant($"its scale {scale} is not a power of two.");
        }

        if (quantization.Scales.FirstOrDefault(scale => scale < rule.SmallestScale, float.MaxValue) is not float.MaxValue and var small)
        {
            return Invariant($"its scale {small} is under {rule.SmallestScale}, the scheme's smallest.");
        }

        return quantization.ZeroPoints.FirstOrDefault(zeroPoint => !Allows(rule, zeroPoint), 0) is not 0 and var broken
            ? Invariant($"its zero point is {broken}, where the scheme has {rule.ZeroPoint} in {rule.Minimum}..{rule.Maximum}.")
            : null;
    }

    private static bool Allows(TensorRule rule, long zeroPoint) => rule.ZeroPoint switch
    {
        ZeroPointRule.Zero => zeroPoint == 0,
        ZeroPointRule.ZeroOrMinimum => zeroPoint == 0 || zeroPoint == rule.Minimum,
        _ => zeroPoint >= rule.Minimum && zeroPoint <= rule.Maximum,
    };

    /// <summary>The first value of a constant that the rule does not allow; null where all fit, or where values are packed.</summary>
    private static int? Beyond(Tensor tensor, TensorRule rule)
    {
        var width = tensor.Type.BitWidth() / 8;
        var data = (tensor.Type is ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 ? tensor.Data ?? default : default).Span;
        for (var i = 0; i < data.Length / Math.Max(1, width); i++)
        {
            var value = tensor.Type.IntegerAt(data, i);
            if (value < rule.Minimum || value > rule.Maximum)
            {
                return value;
            }
        }

        return null;
    }
}
