using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Passes;

/// <summary>
/// Activations take coarser scales where the target could not shift otherwise. A layer whose sums are coarser than its output loses nothing by it: the output's finer steps were never
/// taken. What is too far right is for its weights to give, whose lowest bits say nothing there.
/// </summary>
internal sealed class ShiftLimitsPass : IPlanPass
{
    public string Name => PassNames.ShiftLimits;

    public PlanState Run(PlanState state, ConversionContext context)
    {
        if (state.Activations is not { } activations || !Enumerable.Range(0, state.Plan.Graph.Operators.Length).Any(step => state.Plan.ShiftsOf(step) != ShiftLimits.None))
        {
            return state;
        }

        var plan = state.Plan;
        var (ties, target) = (TensorTies.Of(plan), state.Target!);
        var folded = LinearLayer.Of(plan.Graph).Select(layer => FoldedLayer.Of(plan.Graph, layer, activations.Folding)).ToArray();
        var isHeld = HeldGroups(plan, activations, ties);

        // Scales only grow, each to what another one asks for, so that this ends; a group that does not move is left out.
        while (Wanted(plan, target, folded).Where(wanted => !isHeld.Contains(ties[wanted.Tensor])).ToArray() is { Length: > 0 } wanted)
        {
            var scales = new Dictionary<int, double>(activations.Scales);
            foreach (var (tensor, scale) in wanted)
            {
                scales[tensor] = Math.Max(scale, scales.GetValueOrDefault(tensor));
            }

            activations = activations with { Scales = scales };
            var moved = ConvertedActivations.Of(plan, activations);
            foreach (var (tensor, _) in wanted.Where(wanted => moved.Tensors[wanted.Tensor].Quantization!.Equals(target.Tensors[wanted.Tensor].Quantization)))
            {
                isHeld.Add(ties[tensor]);
            }

            target = moved;
        }

        RequireSums(plan, target);
        return state with { Activations = activations, Target = target };
    }

    /// <summary>Groups whose ends are a clamp of the source: a coarser scale would open it. The smallest integer stays RELU's 0 under any scale where it is the zero point.</summary>
    private static HashSet<int> HeldGroups(ConversionPlan plan, ActivationPlan activations, int[] ties)
    {
        bool Holds(Operator before, Operator after) => FusedActivation.Of(before) != FusedActivation.Of(after)
            && !(FusedActivation.Of(before) == ActivationFunctionType.Relu && activations.Folding.ZeroPoints[before.Outputs[0]] == plan.RuleOf(before).Minimum);

        return [.. activations.Operators.Where(entry => Holds(plan.Graph.Operators[entry.Key], entry.Value)).Select(entry => ties[plan.Graph.Operators[entry.Key].Outputs[0]])];
    }

    private static IEnumerable<(int Tensor, double Scale)> Wanted(ConversionPlan plan, QuantizedGraph target, FoldedLayer[] layers)
    {
        foreach (var folded in layers)
        {
            var layer = folded.Layer;
            var covering = LayerShifts.Covering(folded.Rows, WeightRange.Of(plan.WeightRuleOf(layer.Step), plan.Graph.Tensors[layer.Weights]).Largest);
            if (plan.ShiftsOf(layer.Step).Requantization is { } limits && covering > 0 && Math.ILogB(ScaleOf(target, layer.Output) / (ScaleOf(target, layer.Input) * covering)) is var shift && shift < limits.Minimum)
            {
                yield return (layer.Output, Math.ScaleB(ScaleOf(target, layer.Output), limits.Minimum - shift));
            }
        }

        foreach (var (step, fine, coarse, output) in Sums(plan, target))
        {
            var limits = plan.ShiftsOf(step);
            var (smallest, largest, sum) = (ScaleOf(target, fine), ScaleOf(target, coarse), ScaleOf(target, output));
            if (limits.AddRead is { } read && Math.ILogB(largest / smallest) > read.Maximum)
            {
                yield return (fine, Math.ScaleB(largest, -read.Maximum));
            }

            if (limits.AddWrite is { } write && Math.ILogB(sum / largest) is var shift && !write.Contains(shift))
            {
                yield return shift < write.Minimum ? (output, Math.ScaleB(largest, write.Minimum)) : (coarse, Math.ScaleB(sum, -write.Maximum));
            }
        }
    }

    /// <summary>ADD and SUB by their finer input, their coarser one, and their output.</summary>
    private static IEnumerable<(int Step, int Fine, int Coarse, int Output)> Sums(ConversionPlan plan, QuantizedGraph target)
    {
        for (var index = 0; index < target.Operators.Length; index++)
        {
            if (target.Operators[index] is (Add or Sub) and var step && step.Inputs.Append(step.Outputs[0]).All(tensor => ActivationParameters.IsQuantized(target.Tensors[tensor])))
            {
                var (left, right) = (step.Inputs[0], step.Inputs[1]);
                yield return ScaleOf(target, left) <= ScaleOf(target, right) ? (index, left, right, step.Outputs[0]) : (index, right, left, step.Outputs[0]);
            }
        }
    }

    private static void RequireSums(ConversionPlan plan, QuantizedGraph target)
    {
        foreach (var (step, fine, coarse, output) in Sums(plan, target))
        {
            var limits = plan.ShiftsOf(step);
            var (read, write) = (Math.ILogB(ScaleOf(target, coarse) / ScaleOf(target, fine)), Math.ILogB(ScaleOf(target, output) / ScaleOf(target, coarse)));
            if (limits.AddRead?.Contains(read) == false || limits.AddWrite?.Contains(write) == false)
            {
                throw new MrqException(
                    MrqCodes.UnsupportedConversion,
                    string.Create(CultureInfo.InvariantCulture, $"its shifts cannot be made legal: '{target.Tensors[fine].Name}' beside '{target.Tensors[coarse].Name}' needs {read} ({limits.AddRead}) and '{target.Tensors[output].Name}' {write} ({limits.AddWrite}), and what they are tied to holds their scales; convert the operator by another scheme."),
                    new MrqPlace(Tensor: target.Tensors[output].Name, Operator: target.Describe(step)));
            }
        }
    }

    private static double ScaleOf(QuantizedGraph target, int tensor) => target.Tensors[tensor].Quantization!.Scale;
}
