using Mrq.Core.Graph;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Verify;

/// <summary>
/// Operators whose output has one scale and zero point, whatever it holds: TFLite's, or those that cover a range that the target fixes. Source of the former: LiteRT <c>g3doc/performance/quantization_spec.md</c> and the checks
/// in <c>kernels/activations.cc</c> and <c>kernels/l2norm.cc</c>.
/// </summary>
internal static class FixedOutputs
{
    /// <summary>What the output of an operator has to be; null where the activation rule decides.</summary>
    public static QuantizationParameters? Of(QuantizedGraph graph, int index, ConversionRules rules)
    {
        var step = graph.Operators[index];
        if (step.Outputs.IsEmpty)
        {
            return null;
        }

        var fixedOutputs = rules.Schemes(index).FixedOutputs;
        if (fixedOutputs != FixedOutputRule.TFLite)
        {
            return fixedOutputs.Ranges.Where(range => range.Operator == step.Name).Select(range => Covering(rules.Activations(step.Outputs[0]), range.Low, range.High)).FirstOrDefault();
        }

        // From 0 to 1 in all of the type's levels; int16 has only the positive half of them.
        var type = graph.Tensors[step.Outputs[0]].Type;
        (double Scale, int ZeroPoint)? parameters = (step.Name, type) switch
        {
            ("SOFTMAX" or "LOGISTIC", ElementType.UInt8) => (1.0 / 256, 0),
            ("SOFTMAX" or "LOGISTIC", ElementType.Int8) => (1.0 / 256, -128),
            ("SOFTMAX" or "LOGISTIC" or "TANH", ElementType.Int16) => (1.0 / 32768, 0),
            ("TANH" or "L2_NORMALIZATION", ElementType.UInt8) => (1.0 / 128, 128),
            ("TANH" or "L2_NORMALIZATION", ElementType.Int8) => (1.0 / 128, 0),
            ("LOG_SOFTMAX", ElementType.UInt8) => (1.0 / 16, 255),
            ("LOG_SOFTMAX", ElementType.Int8) => (1.0 / 16, 127),
            _ => null,
        };
        return parameters is { } found ? new QuantizationParameters((float)found.Scale, found.ZeroPoint) : null;
    }

    /// <summary>The least scale at which all values that may be used hold a range, in the rule's form; real 0 is an integer.</summary>
    private static QuantizationParameters Covering(TensorRule rule, double low, double high)
    {
        var lowest = rule.ZeroPoint == ZeroPointRule.Free || (rule.ZeroPoint == ZeroPointRule.ZeroOrMinimum && low >= 0);
        var scale = lowest ? (high - low) / (rule.Maximum - rule.Minimum) : Math.Max(high / rule.Maximum, low / rule.Minimum);
        if (rule.Form == ScaleForm.PowerOfTwo)
        {
            // The next one up, unless one is passed by less than what an integer can show.
            scale = Math.Pow(2, Math.Ceiling(Math.Log2(scale) - 1e-4));
        }

        return new QuantizationParameters((float)scale, lowest ? (long)Math.Round(rule.Minimum - (low / scale), MidpointRounding.AwayFromZero) : 0);
    }

    /// <summary>The tensors that hold what a fixed output holds: the output itself and all that raw operators tie to it.</summary>
    public static IReadOnlySet<int> Reach(QuantizedGraph graph, ConversionRules rules)
    {
        var reached = Enumerable.Range(0, graph.Operators.Length).Where(step => Of(graph, step, rules) is { } parameters && parameters.Equals(graph.Tensors[graph.Operators[step].Outputs[0]].Quantization)).Select(step => graph.Operators[step].Outputs[0]).ToHashSet();
        var ties = graph.Operators.Select(step => RawOperators.Tied(graph, step).ToArray()).Where(tied => tied.Length > 1).ToArray();
        for (var grown = reached.Count > 0; grown;)
        {
            grown = false;
            foreach (var tied in ties)
            {
                if (tied.FirstOrDefault(reached.Contains, -1) is >= 0 and var known)
                {
                    foreach (var tensor in tied.Where(tensor => graph.Tensors[tensor].Quantization!.Equals(graph.Tensors[known].Quantization)))
                    {
                        grown |= reached.Add(tensor);
                    }
                }
            }
        }

        return reached;
    }
}
