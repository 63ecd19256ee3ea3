using Mrq.Core.Graph;

namespace Mrq.Requantization.Plan;

/// <summary>Which activations of a target have one scale and one zero point: those that an operator only moves or compares, and others that the target wants so.</summary>
internal static class TensorTies
{
    /// <summary>Scales that differ by less than the integers can show are one.</summary>
    private const double SameScale = 1e-6;

    /// <summary>For each tensor the representative of the group whose parameters must be the same.</summary>
    public static int[] Of(ConversionPlan plan) => TensorGroups.Of(plan.Graph, step => TiedBy(plan, step));

    /// <summary>The tensors of one operator that have the same.</summary>
    public static IEnumerable<int> TiedBy(ConversionPlan plan, Operator step) => plan.MovesIntegers(step) && MovesAsInSource(plan, step) ? [] : plan.TiedBy(step);

    /// <summary>Whether two tensors mean the same by an integer.</summary>
    public static bool Alike(Tensor left, Tensor right) =>
        left.Type == right.Type && left.Quantization!.ZeroPoint == right.Quantization!.ZeroPoint
        && Math.Abs((double)left.Quantization.Scale - right.Quantization.Scale) <= SameScale * right.Quantization.Scale;

    /// <summary>
    /// Whether an operator moves integers between tensors of different scales, and goes on doing so: an asymmetric target of the same width
    /// keeps every scale and shifts every zero point, so the integers mean what they meant.
    /// </summary>
    public static bool MovesAsInSource(ConversionPlan plan, Operator step)
    {
        var tensors = step.Inputs.Concat(step.Outputs).Where(tensor => tensor >= 0 && ActivationParameters.IsQuantized(plan.Graph.Tensors[tensor])).Select(tensor => plan.Graph.Tensors[tensor]).ToArray();
        var rule = plan.RuleOf(step.Outputs[0]);
        return tensors.Length > 0
            && rule.KeepsGrids
            && tensors[0].Type.BitWidth() == rule.Type.BitWidth()
            && !step.Traits.RequantizesFor.Contains(tensors[0].Type)
            && tensors.Any(tensor => !Alike(tensor, tensors[0]));
    }
}
