using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Regularization;

/// <summary>
/// A pool's output has its input's scale, so an activation fused into it cannot have a range of its own: a clamp at 1 in a range up to 370 would be
/// rounded away. It becomes an operator behind the pool, whose output may be as fine as the clamp allows. TFLite has no RELU_N1_TO_1 on 16 bits; there the
/// steps are fine enough.
/// </summary>
internal static class PoolActivations
{
    public static QuantizedGraph Separate(ConversionPlan plan)
    {
        var (graph, editor) = (plan.Graph, new GraphEditor(plan.Graph));
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            if (graph.Operators[step] is not (AveragePool2D or MaxPool2D) || FusedActivation.Of(graph.Operators[step]) is var activation && activation == ActivationFunctionType.None)
            {
                continue;
            }

            // A pooling of real numbers has no integers to run out of.
            var output = graph.Operators[step].Outputs[0];
            if (!ActivationParameters.IsQuantized(graph.Tensors[output]))
            {
                continue;
            }

            var (low, high) = ActivationParameters.Range(graph.Tensors[output]);
            var bounds = activation.Bounds();
            var is16Bits = plan.RuleOf(output).Type == ElementType.Int16 || graph.Tensors[output].Type == ElementType.Int16;
            if ((low >= bounds.Low && high <= bounds.High) || (is16Bits && activation == ActivationFunctionType.ReluN1To1))
            {
                continue;
            }

            var detached = editor.DetachOutput(step, "unclamped");
            editor.Replace(step, editor[step].With(ActivationFunctionType.None));
            editor.InsertBehind(step, activation switch
            {
                ActivationFunctionType.Relu => new Relu { Inputs = [detached], Outputs = [output] },
                ActivationFunctionType.Relu6 => new Relu6 { Inputs = [detached], Outputs = [output] },
                _ => new ReluN1To1 { Inputs = [detached], Outputs = [output] },
            });
        }

        return editor.Build();
    }
}
