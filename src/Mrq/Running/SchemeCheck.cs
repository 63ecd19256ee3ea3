using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Requantization;
using Mrq.Requantization.Verify;

namespace Mrq;

/// <summary>Whether a graph already is what a scheme demands: types, ranges, granularity, zero points and scales, and the ties between them.</summary>
public static class SchemeCheck
{
    /// <summary>The tensors whose quantization an operator of TFLite fixes (SOFTMAX's output), each with the operator's name.</summary>
    public static IReadOnlyDictionary<int, string> Fixed(QuantizedGraph graph) => Fixed(graph, (step, type) => step.Traits.FixedOutput.GetValueOrDefault(type));

    private static Dictionary<int, string> Fixed(QuantizedGraph graph, Func<Operator, ElementType, QuantizationParameters?> given) => graph.Operators
        .SelectMany(step => step.Outputs.Select(tensor => (Step: step, Tensor: tensor)))
        .Where(output => given(output.Step, graph.Tensors[output.Tensor].Type) is { } parameters && parameters.Equals(graph.Tensors[output.Tensor].Quantization))
        .ToDictionary(output => output.Tensor, output => output.Step.Name);

    /// <summary>One sentence for each tensor that the scheme does not allow.</summary>
    public static IReadOnlyList<string> Violations(QuantizedGraph graph, QuantizationScheme scheme)
    {
        graph = StoredActivations.Read(graph, scheme);
        var violations = new List<string>();
        var (weights, biases) = Parameters(graph);
        var schemes = SchemesOf(graph, scheme);
        var real = Real(graph, scheme);
        var isFixed = Fixed(graph, (step, _) => scheme.FixedOutputs.Of(step, scheme.Activations));

        // What no operator reads or writes, as a file may hold it, no target computes with.
        var computed = graph.Operators.SelectMany(step => step.Inputs.Concat(step.Outputs).Concat(step.Intermediates)).Concat(graph.Inputs).Concat(graph.Outputs).ToHashSet();
        foreach (var index in Enumerable.Range(0, graph.Tensors.Length).Where(computed.Contains))
        {
            var tensor = graph.Tensors[index];
            if (tensor.Quantization is null || biases.Contains(index))
            {
                if (tensor.Type is ElementType.Float32 or ElementType.Int8 or ElementType.UInt8 && !real.Contains(index) && !(biases.Contains(index) && schemes[index].BiasScale == BiasScale.Real))
                {
                    violations.Add($"'{tensor.Name}' is not quantized.");
                }

                continue;
            }

            var own = schemes[index];
            var rule = weights.Contains(index) ? own.Weights : own.Activations;
            var zeroPoints = tensor.Quantization.ZeroPoints;
            if (!tensor.Quantization.Scales.All(scale => scale > 0 && float.IsFinite(scale)))
            {
                violations.Add($"'{tensor.Name}' has a scale that is not a positive number.");
            }
            else if (tensor.Type != rule.Type)
            {
                violations.Add($"'{tensor.Name}' is {tensor.Type.FieldName()}, not {rule.Type.FieldName()}.");
            }
            else if (rule.Granularity == Granularity.PerTensor && !tensor.Quantization.IsPerTensor)
            {
                violations.Add($"'{tensor.Name}' has one scale per channel.");
            }
            else if (Beyond(tensor, rule) is { } value)
            {
                violations.Add(string.Create(CultureInfo.InvariantCulture, $"'{tensor.Name}' has the value {value}, outside {rule.Minimum}..{rule.Maximum}."));
            }
            else if (isFixed.ContainsKey(index))
            {
                continue;
            }
            else if (rule.Form == ScaleForm.PowerOfTwo && !tensor.Quantization.Scales.All(scale => PowerOfTwo.Is(scale)))
            {
                violations.Add($"'{tensor.Name}' has a scale that is not a power of two.");
            }
            else if (tensor.Quantization.Scales.Any(scale => scale < rule.SmallestScale))
            {
                violations.Add(string.Create(CultureInfo.InvariantCulture, $"'{tensor.Name}' has a scale under {rule.SmallestScale}."));
            }
            else if (rule.ZeroPoint != ZeroPointRule.Free && zeroPoints.Any(zeroPoint => zeroPoint != 0 && !(rule.ZeroPoint == ZeroPointRule.ZeroOrMinimum && zeroPoint == rule.Minimum)))
            {
                violations.Add($"'{tensor.Name}' has a zero point that is not 0.");
            }
        }

        violations.AddRange(biases.OfType<int>().Where(bias => schemes[bias].BiasScale == BiasScale.Product).Select(bias => LongBias(graph.Tensors[bias], schemes[bias].BiasBits)).OfType<string>());
        violations.AddRange(ConversionVerifier.Sentences(graph, new SchemeAssignment(scheme).On(graph)));
        violations.AddRange(Loose(graph, scheme));
        return violations;
    }

    /// <summary>
    /// Tensors that a target of few quantized operators may have in real numbers: those that none of these reads or writes. Whether the others are real in truth no file of ONNX tells, where an
    /// operator between DequantizeLinear and QuantizeLinear may be either.
    /// </summary>
    private static HashSet<int> Real(QuantizedGraph graph, QuantizationScheme scheme)
    {
        var assignment = new SchemeAssignment(scheme).On(graph);
        if (assignment.ByOperator.Values.Append(assignment.Default).All(own => own.QuantizedOperators == QuantizedOperatorRule.All))
        {
            return [];
        }

        var isQuantized = Enumerable.Range(0, graph.Operators.Length).Where(step => !QuantizedOperatorRule.IsNeutral(graph.Operators[step]) && !assignment[step].QuantizedOperators.IsReal(graph.Operators[step]));
        return [.. Enumerable.Range(0, graph.Tensors.Length).Except(isQuantized.SelectMany(step => graph.Operators[step].Inputs.Concat(graph.Operators[step].Outputs)))];
    }

    /// <summary>For each tensor the rules of the operator that writes it, else of the first that reads it.</summary>
    internal static QuantizationScheme[] SchemesOf(QuantizedGraph graph, QuantizationScheme scheme)
    {
        var assignment = new SchemeAssignment(scheme).On(graph);
        var schemes = new QuantizationScheme?[graph.Tensors.Length];
        foreach (var around in new Func<Operator, ImmutableArray<int>>[] { step => step.Outputs, step => step.Inputs })
        {
            for (var step = 0; step < graph.Operators.Length; step++)
            {
                foreach (var tensor in around(graph.Operators[step]).Where(tensor => tensor >= 0))
                {
                    schemes[tensor] ??= assignment[step];
                }
            }
        }

        return Array.ConvertAll(schemes, own => own ?? scheme);
    }

    /// <summary>The tensors that are weights of layers, and those that are their biases; null among them where a layer has none.</summary>
    internal static (IReadOnlySet<int?> Weights, IReadOnlySet<int?> Biases) Parameters(QuantizedGraph graph)
    {
        HashSet<int?> Of(InputRole role) => [.. graph.Operators.Where(step => step.Traits.IsLinear).Select(step => step.InputOf(role))];

        return (Of(InputRole.Weights), Of(InputRole.Bias));
    }

    private static string? LongBias(Tensor bias, int bits)
    {
        var values = bias.Type == ElementType.Int32 && bias.Data is { } data ? MemoryMarshal.Cast<byte, int>(data.Span) : default;
        var beyond = values.IndexOfAnyExceptInRange((int)-(1L << (bits - 1)), (int)((1L << (bits - 1)) - 1));
        return beyond < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"the bias '{bias.Name}' has the value {values[beyond]}, which does not fit {bits} bits.");
    }

    /// <summary>The first value of an 8-bit constant that the rule does not allow; null where all fit.</summary>
    private static int? Beyond(Tensor tensor, TensorRule rule)
    {
        var data = (tensor.Type.BitWidth() == 8 ? tensor.Data ?? default : default).Span;
        for (var i = 0; i < data.Length; i++)
        {
            var value = tensor.Type.IntegerAt(data, i);
            if (value < rule.Minimum || value > rule.Maximum)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Operators that move or compare integers between tensors that mean different numbers by them.</summary>
    private static IEnumerable<string> Loose(QuantizedGraph graph, QuantizationScheme scheme)
    {
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            var tied = scheme.TiedScales.Of(graph.Operators[step], scheme.Activations.Type).Where(tensor => tensor >= 0 && graph.Tensors[tensor].Quantization is not null).Select(tensor => graph.Tensors[tensor]).ToList();
            if (tied.Find(tensor => !tensor.Quantization!.Equals(tied[0].Quantization)) is { } other)
            {
                yield return $"{graph.Describe(step)} needs one scale and zero point, and '{tied[0].Name}' and '{other.Name}' differ.";
            }
        }
    }
}
