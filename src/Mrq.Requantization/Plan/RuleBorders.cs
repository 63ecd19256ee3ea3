using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Plan;

/// <summary>
/// Where an operator wants other activations than the one that it reads is written as, a QUANTIZE brings them to it, by way of real numbers from uint8 to int16 and back. In the source it changes no bit. An operator
/// whose kernel takes any scale of its inputs, a layer, ADD or a requantizing CONCATENATION, needs none as long as the type is its own, unless it
/// keeps the source's scales.
/// </summary>
internal static class RuleBorders
{
    public static QuantizedGraph Insert(ConversionPlan plan)
    {
        var (graph, editor) = (plan.Graph, new GraphEditor(plan.Graph));
        for (var index = 0; index < graph.Operators.Length; index++)
        {
            var step = graph.Operators[index];
            if (step is Quantize && graph.Tensors[step.Outputs[0]].Type != ElementType.Int32)
            {
                continue;
            }

            var wanted = plan.RuleOf(step);
            for (var place = 0; place < step.Inputs.Length; place++)
            {
                var tensor = step.InputAt(place);
                if (tensor is { } input && step.Traits.RoleAt(place) == InputRole.Data && ActivationParameters.IsQuantized(graph.Tensors[input]) && !graph.Tensors[input].IsConstant
                    && !Takes(plan, step, wanted, plan.RuleOf(input)))
                {
                    var quantized = editor.Add(graph.Tensors[input] with { Name = $"{graph.Tensors[input].Name}/as {wanted.Type.FieldName().ToLowerInvariant()}" });
                    editor.InsertBefore(index, TypeBridge.Between(input, graph.Tensors[input], plan.RuleOf(input).Type, quantized, wanted.Type, editor.Add));
                    editor.Redirect(index, place, quantized);
                }
            }
        }

        return editor.Build();
    }

    private static bool Takes(ConversionPlan plan, Operator step, TensorRule wanted, TensorRule written) => wanted == written
        || (!step.Traits.KeepsQuantization && wanted.Type == written.Type && !plan.TiedBy(step).Any() && wanted.Form is ScaleForm.Free && (wanted.ZeroPoint == ZeroPointRule.Free || wanted.ZeroPoint == written.ZeroPoint || written.ZeroPoint == ZeroPointRule.Zero));
}
