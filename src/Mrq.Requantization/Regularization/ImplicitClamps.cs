using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Regularization;

/// <summary>
/// A ReLU that is only in an output's range becomes one that the operator says. With its zero point at the smallest integer a tensor holds no
/// negative value, and saturation is the clamp; TF1's converter wrote ReLU and ReLU6 that way. A target whose range is wider
/// would lose it. In the source the explicit activation changes no bit.
/// </summary>
internal static class ImplicitClamps
{
    public static QuantizedGraph MakeExplicit(QuantizedGraph graph)
    {
        var editor = new GraphEditor(graph);
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            var candidate = graph.Operators[step];
            if (candidate.Outputs is not [var output] || !StartsAtZero(graph.Tensors[output]) || !CanBeNegative(graph, candidate))
            {
                continue;
            }

            var clamp = EndsAtSix(graph.Tensors[output]) ? ActivationFunctionType.Relu6 : ActivationFunctionType.Relu;
            switch (FusedActivation.Of(candidate))
            {
                case ActivationFunctionType.None or ActivationFunctionType.Relu when FusedActivation.IsPossible(candidate):
                    editor.Replace(step, candidate.With(clamp));
                    break;
                case ActivationFunctionType.Relu6:
                    break;
                default:
                    var detached = editor.DetachOutput(step, "unclamped");
                    editor.InsertBehind(step, clamp == ActivationFunctionType.Relu6
                        ? new Relu6 { Inputs = [detached], Outputs = [output] }
                        : new Relu { Inputs = [detached], Outputs = [output] });
                    break;
            }
        }

        return editor.Build();
    }

    private static bool StartsAtZero(Tensor tensor) =>
        ActivationParameters.IsQuantized(tensor) && tensor.Type.BitWidth() == 8 && tensor.Quantization!.ZeroPoint == tensor.Type.IntegerRange().Minimum;

    /// <summary>Whether 6 is the largest integer, as a fused ReLU6 would round it.</summary>
    private static bool EndsAtSix(Tensor tensor) =>
        FloatingPoint.RoundAndClamp(FloatingPoint.Round(6 / tensor.Quantization!.Scale), 0, 1 << 29) == tensor.Type.IntegerRange().Maximum - tensor.Type.IntegerRange().Minimum;

    /// <summary>Whether an operator reaches below 0 before its output saturates. What comes in as a real number lies in the range that QUANTIZE gives it.</summary>
    private static bool CanBeNegative(QuantizedGraph graph, Operator step) =>
        step is not OpaqueOperator && !step.Traits.KeepsQuantization && !(step is Quantize && !ActivationParameters.IsQuantized(graph.Tensors[step.Inputs[0]])) && OperatorReach.Of(graph, step).Low < 0;
}
