using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization;

/// <summary>
/// Chooses the target's scale and zero point of every activation. Operators that only move or compare values tie their input to
/// their output. Asymmetric targets shift the zero point and lose nothing; symmetric ones cover the source's nominal range:
/// S = max(high / largest integer, −low / −smallest integer).
/// </summary>
internal static class ActivationParameters
{
    private static readonly QuantizationParameters SoftmaxOutput = new(1 / 256f, sbyte.MinValue);

    /// <summary>New parameters by tensor index, for every quantized activation.</summary>
    public static IReadOnlyDictionary<int, QuantizationParameters> Choose(QuantizedGraph graph, QuantizationScheme scheme, IReadOnlySet<int> parameters)
    {
        var groups = Ties(graph);
        var result = new Dictionary<int, QuantizationParameters>();
        foreach (var group in Enumerable.Range(0, graph.Tensors.Length)
            .Where(tensor => IsQuantized(graph.Tensors[tensor]) && !parameters.Contains(tensor))
            .GroupBy(tensor => groups[tensor]))
        {
            var chosen = Fit(scheme.Activations, group.Select(tensor => graph.Tensors[tensor]));
            foreach (var tensor in group)
            {
                result[tensor] = chosen;
            }
        }

        foreach (var softmax in graph.Operators.OfType<Softmax>().Where(softmax => result.ContainsKey(softmax.Outputs[0])))
        {
            result[softmax.Outputs[0]] = SoftmaxOutput;
        }

        return result;
    }

    public static bool IsQuantized(Tensor tensor) =>
        tensor.Quantization is { IsPerTensor: true } && tensor.Type is ElementType.UInt8 or ElementType.Int8;

    private static QuantizationParameters Fit(TensorRule rule, IEnumerable<Tensor> group)
    {
        var (low, high) = (0d, 0d);
        var members = group.ToList();
        foreach (var tensor in members)
        {
            var (minimum, maximum) = tensor.Type.IntegerRange();
            low = Math.Min(low, (double)tensor.Quantization!.Scale * (minimum - tensor.Quantization.ZeroPoint));
            high = Math.Max(high, (double)tensor.Quantization.Scale * (maximum - tensor.Quantization.ZeroPoint));
        }

        var first = members[0];
        if (rule.ZeroPoint == ZeroPointRule.Free && members.TrueForAll(tensor => tensor.Quantization!.Equals(first.Quantization) && tensor.Type == first.Type))
        {
            return new QuantizationParameters(first.Quantization!.Scale, first.Quantization.ZeroPoint - first.Type.IntegerRange().Minimum + rule.Minimum);
        }

        if (rule.ZeroPoint == ZeroPointRule.Free)
        {
            var scale = (float)((high - low) / (rule.Maximum - rule.Minimum));
            return new QuantizationParameters(scale, (long)Math.Round(rule.Minimum - (low / scale), MidpointRounding.AwayFromZero));
        }

        return new QuantizationParameters((float)Math.Max(high / rule.Maximum, low / rule.Minimum));
    }

    /// <summary>For each tensor the representative of the group whose parameters must be the same.</summary>
    private static int[] Ties(QuantizedGraph graph)
    {
        var parent = Enumerable.Range(0, graph.Tensors.Length).ToArray();
        int Find(int tensor) => parent[tensor] == tensor ? tensor : parent[tensor] = Find(parent[tensor]);
        foreach (var step in graph.Operators.Where(step => step is AveragePool2D or MaxPool2D or Reshape))
        {
            parent[Find(step.Outputs[0])] = Find(step.Inputs[0]);
        }

        return [.. Enumerable.Range(0, parent.Length).Select(Find)];
    }
}
