using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Regularization;

/// <summary>
/// An operator that moves integers gives them another meaning where its output's scale and zero point are not its input's: TFLite's RESHAPE, PAD or
/// MAX_POOL_2D copy q, and what was s₁·(q − z₁) is s₂·(q − z₂). In real numbers that is (s₂/s₁)·x + s₂·(z₁ − z₂), so a target that chooses scales
/// anew gets a MUL, and an ADD where zero points differ, in front of the operator.
/// </summary>
/// <remarks>A target that keeps all of the source's scales and zero points moves the same integers and needs neither.</remarks>
internal static class ReinterpretedScales
{
    public static QuantizedGraph MakeExplicit(ConversionPlan plan)
    {
        var (graph, editor) = (plan.Graph, new GraphEditor(plan.Graph));
        for (var index = 0; index < graph.Operators.Length; index++)
        {
            var step = graph.Operators[index];
            if (step.Outputs.Length == 0 || !step.Outputs.All(output => ActivationParameters.IsQuantized(graph.Tensors[output])) || !step.Traits.SharesScale(plan.RuleOf(step.Outputs[0]).Type)
                || step.Traits.RequantizesFor.Contains(graph.Tensors[step.Outputs[0]].Type) || TensorTies.MovesAsInSource(plan, step))
            {
                continue;
            }

            // The parts of a SPLIT have their input's scale, or there is none that all operands share.
            var common = step.Outputs.Length == 1 ? step.Outputs[0] : step.Inputs.First(tensor => tensor >= 0 && ActivationParameters.IsQuantized(graph.Tensors[tensor]));
            var parameters = graph.Tensors[common].Quantization!;
            if (step.Outputs.FirstOrDefault(output => !TensorTies.Alike(graph.Tensors[output], graph.Tensors[common]), -1) is >= 0 and var odd)
            {
                throw new MrqException(
                    MrqCodes.UnsupportedConversion,
                    "the outputs have other scales or zero points than the input, which only copies integers; write the model with one scale for all of them.",
                    new MrqPlace(Tensor: graph.Tensors[odd].Name, Operator: graph.Describe(index)));
            }

            for (var input = 0; input < step.Inputs.Length; input++)
            {
                if (step.Inputs[input] is >= 0 and var tensor && ActivationParameters.IsQuantized(graph.Tensors[tensor]) && !TensorTies.Alike(graph.Tensors[tensor], graph.Tensors[common]))
                {
                    editor.Redirect(index, input, graph.Tensors[tensor].IsConstant
                        ? editor.Add(graph.Tensors[tensor] with { Name = $"{graph.Tensors[tensor].Name}/{index}", Quantization = parameters })
                        : Reinterpret(editor, index, tensor, parameters));
                }
            }
        }

        return editor.Build();
    }

    /// <summary>MUL by s₂/s₁ under the old zero point, then ADD of the difference of zero points: neither changes an integer of the source.</summary>
    private static int Reinterpret(GraphEditor editor, int step, int tensor, QuantizationParameters parameters)
    {
        var tensorBefore = editor.Tensor(tensor);
        var (before, after) = (tensorBefore.Quantization!, parameters);
        var ratio = (double)after.Scale / before.Scale;
        var scaled = editor.Add(tensorBefore with { Name = $"{tensorBefore.Name}/scaled", Quantization = new QuantizationParameters(after.Scale, before.ZeroPoint) });
        editor.InsertBefore(step, new Mul { Inputs = [tensor, editor.Add(Constant(tensorBefore, "factor", ratio))], Outputs = [scaled] });
        if (before.ZeroPoint == after.ZeroPoint)
        {
            return scaled;
        }

        var moved = editor.Add(tensorBefore with { Name = $"{tensorBefore.Name}/moved", Quantization = after });
        editor.InsertBefore(step, new Add { Inputs = [scaled, editor.Add(Constant(tensorBefore, "offset", after.Scale * (before.ZeroPoint - (double)after.ZeroPoint)))], Outputs = [moved], PotScaleInt16 = false });
        return moved;
    }

    /// <summary>One number, as the integer farthest from its zero point.</summary>
    private static Tensor Constant(Tensor like, string name, double value)
    {
        var (minimum, maximum) = like.Type.IntegerRange();
        var zeroPoint = like.Type == ElementType.UInt8 ? 128 : 0;
        var integer = value < 0 ? minimum : maximum;
        return new Tensor
        {
            Name = string.Create(CultureInfo.InvariantCulture, $"{like.Name}/{name}"),
            Type = like.Type,
            Shape = new TensorShape(1),
            Quantization = new QuantizationParameters((float)(value / (integer - zeroPoint)), zeroPoint),
            Data = ConstantActivation.Element(integer, like.Type),
        };
    }
}
