using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Requantization;

namespace Mrq;

/// <summary>Whether a graph already is what a scheme demands.</summary>
public static class SchemeCheck
{
    /// <summary>The operator that fixes a tensor's quantization whatever the scheme says (SOFTMAX's output), or null.</summary>
    public static string? FixedBy(QuantizedGraph graph, int tensor) =>
        graph.Operators.FirstOrDefault(step => step.Outputs.Contains(tensor) && OperatorRules.FixedOutput(step, graph.Tensors[tensor].Type) is { } parameters && parameters.Equals(graph.Tensors[tensor].Quantization))?.Name;

    /// <summary>One sentence for each tensor that the scheme does not allow.</summary>
    public static IReadOnlyList<string> Violations(QuantizedGraph graph, QuantizationScheme scheme)
    {
        var violations = new List<string>();
        var weights = graph.Operators.Where(step => OperatorRules.IsLinear(step)).Select(step => step.Inputs[1]).ToHashSet();
        var biases = graph.Operators.Where(step => OperatorRules.IsLinear(step) && step.Inputs.Length > 2).Select(step => step.Inputs[2]).ToHashSet();
        for (var index = 0; index < graph.Tensors.Length; index++)
        {
            var tensor = graph.Tensors[index];
            if (tensor.Quantization is null || biases.Contains(index))
            {
                if (tensor.Type is ElementType.Float32 or ElementType.Int8 or ElementType.UInt8)
                {
                    violations.Add($"'{tensor.Name}' is not quantized.");
                }

                continue;
            }

            var rule = weights.Contains(index) ? scheme.Weights : scheme.Activations;
            var zeroPoints = tensor.Quantization.ZeroPoints;
            if (tensor.Type != rule.Type)
            {
                violations.Add($"'{tensor.Name}' is {tensor.Type.FieldName()}, not {rule.Type.FieldName()}.");
            }
            else if (rule.Granularity == Granularity.PerTensor && !tensor.Quantization.IsPerTensor)
            {
                violations.Add($"'{tensor.Name}' has one scale per channel.");
            }
            else if (FixedBy(graph, index) is not null)
            {
                continue;
            }
            else if (rule.Form == ScaleForm.PowerOfTwo && !tensor.Quantization.Scales.All(scale => PowerOfTwo.Is(scale)))
            {
                violations.Add($"'{tensor.Name}' has a scale that is not a power of two.");
            }
            else if (rule.ZeroPoint != ZeroPointRule.Free && zeroPoints.Any(zeroPoint => zeroPoint != 0 && !(rule.ZeroPoint == ZeroPointRule.ZeroOrMinimum && zeroPoint == rule.Minimum)))
            {
                violations.Add($"'{tensor.Name}' has a zero point that is not 0.");
            }
        }

        return violations;
    }
}
