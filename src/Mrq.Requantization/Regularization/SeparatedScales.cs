using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Regularization;

/// <summary>
/// Where one scale for all that an operator moves cannot serve, a QUANTIZE in front of it brings the odd one to the others' scale. uint8 CONCATENATION
/// requantizes its inputs itself, other containers' do not; and what a SOFTMAX or LOGISTIC fixes for its output is no scale for a layer
/// beside it.
/// </summary>
internal static class SeparatedScales
{
    /// <summary>
    /// Inputs of a requantizing CONCATENATION that cannot simply be written at the output's scale: the graph's own, those that others read
    /// too or that a range of their own is fixed for, and those whose range is cut to the output's.
    /// </summary>
    public static QuantizedGraph FromConcatenations(ConversionPlan plan)
    {
        var (graph, editor) = (plan.Graph, new GraphEditor(plan.Graph));
        foreach (var (step, index) in graph.Operators.Select((step, index) => (step, index)))
        {
            if (step is not Concatenation || !step.Traits.RequantizesFor.Contains(graph.Tensors[step.Outputs[0]].Type) || !plan.MovesIntegers(step))
            {
                continue;
            }

            var output = graph.Tensors[step.Outputs[0]];
            for (var input = 0; input < step.Inputs.Length; input++)
            {
                var tensor = graph.Tensors[step.Inputs[input]];
                if (!ActivationParameters.IsQuantized(tensor) || TensorTies.Alike(tensor, output))
                {
                    continue;
                }

                if (tensor.IsConstant)
                {
                    // What the runtime would requantize in each run is requantized once; the output's range cuts it as it cuts everything.
                    var rule = plan.RuleOf(step.Outputs[0]) with { Type = output.Type, Minimum = output.Type.IntegerRange().Minimum, Maximum = output.Type.IntegerRange().Maximum };
                    editor.Redirect(index, input, editor.Add(ConstantActivation.Encode(tensor, rule, output.Quantization!, factor: 1) with { Name = $"{tensor.Name}/requantized" }));
                }
                else if (!CanBeWrittenAs(graph, step.Inputs[input], output))
                {
                    Quantize(editor, index, input, output.Quantization!);
                }
            }
        }

        return editor.Build();
    }

    private static bool CanBeWrittenAs(QuantizedGraph graph, int tensor, Tensor output)
    {
        var producer = graph.Operators.FirstOrDefault(step => step.Outputs.Contains(tensor));
        var (low, high) = ActivationParameters.Range(graph.Tensors[tensor]);
        var (outputLow, outputHigh) = ActivationParameters.Range(output);
        double step = output.Quantization!.Scale;
        return producer is not null
            && (producer.Traits.IsLinear || producer is Add or Sub or Mul)
            && !graph.Outputs.Contains(tensor)
            && graph.Operators.Sum(reader => reader.Inputs.Count(input => input == tensor)) == 1
            && low >= outputLow - step && high <= outputHigh + step;
    }

    /// <summary>A group of tied tensors in which one operator fixes its output's scale, and another one writes what that scale does not suit.</summary>
    public static QuantizedGraph FromFixedOutputs(ConversionPlan plan)
    {
        var (graph, editor) = (plan.Graph, new GraphEditor(plan.Graph));
        var bound = BoundToFixedOutputs(plan);
        foreach (var (step, index) in graph.Operators.Select((step, index) => (step, index)))
        {
            var tied = plan.TiedBy(step).ToHashSet();
            if (step.Outputs.All(bound.Contains) || tied.Count == 0)
            {
                continue;
            }

            for (var input = 0; input < step.Inputs.Length; input++)
            {
                if (step.Inputs[input] >= 0 && tied.Contains(step.Inputs[input]) && bound.Contains(step.Inputs[input]) && (!plan.MovesIntegers(step) || ActivationParameters.IsQuantized(graph.Tensors[step.Outputs[0]])))
                {
                    // What an operator computes with keeps its meaning in the source; what it moves is brought to the output's there, too.
                    Quantize(editor, index, input, graph.Tensors[plan.MovesIntegers(step) ? step.Outputs[0] : step.Inputs[input]].Quantization!);
                }
            }
        }

        return editor.Build();
    }

    /// <summary>Tensors that hold a fixed output's integers and nothing else: the outputs themselves, and what only moves them.</summary>
    private static HashSet<int> BoundToFixedOutputs(ConversionPlan plan)
    {
        var graph = plan.Graph;
        var bound = new Dictionary<int, QuantizationParameters>();
        foreach (var step in graph.Operators.Where(step => step.Outputs.Length > 0))
        {
            if (plan.FixedOutputOf(step) is { } parameters)
            {
                bound[step.Outputs[0]] = parameters;
            }
            else if (plan.MovesIntegers(step))
            {
                var moved = step.Inputs.Where(tensor => tensor >= 0 && ActivationParameters.IsQuantized(graph.Tensors[tensor]) && !graph.Tensors[tensor].IsConstant).ToArray();
                if (moved.Length > 0 && moved.All(bound.ContainsKey) && moved.All(tensor => bound[tensor].Equals(bound[moved[0]])))
                {
                    foreach (var output in step.Outputs)
                    {
                        bound[output] = bound[moved[0]];
                    }
                }
            }
        }

        return [.. bound.Keys];
    }

    private static void Quantize(GraphEditor editor, int step, int input, QuantizationParameters parameters)
    {
        var tensor = editor[step].Inputs[input];
        var requantized = editor.Add(editor.Tensor(tensor) with { Name = $"{editor.Tensor(tensor).Name}/requantized", Quantization = parameters });
        editor.InsertBefore(step, new Quantize { Inputs = [tensor], Outputs = [requantized] });
        editor.Redirect(step, input, requantized);
    }
}
