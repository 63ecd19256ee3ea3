using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Plan;

/// <summary>
/// Borders between activations of 8 and of 16 bits. A QUANTIZE brings integers from one grid to the other and knows neither factors nor zero points that biases hold: it passes them on where both
/// sides have the same in real numbers, which the 16-bit side does on a grid that is 256 times finer, with a zero point 256 times as far.
/// </summary>
internal static class BorderGrids
{
    /// <summary>Steps of a 16-bit activation in one of its 8-bit neighbour.</summary>
    public const int Finer = 256;

    /// <summary>Whether an operator is such a border, between two rules without zero points of their own.</summary>
    public static bool IsBorder(ConversionPlan plan, Operator step) =>
        step is Quantize { Inputs: [var input, ..], Outputs: [var output, ..] }
        && ActivationParameters.IsQuantized(plan.Graph.Tensors[input]) && ActivationParameters.IsQuantized(plan.Graph.Tensors[output])
        && plan.RuleOf(input) is { ZeroPoint: ZeroPointRule.Zero, Type: ElementType.Int8 or ElementType.Int16 } from
        && plan.RuleOf(output) is { ZeroPoint: ZeroPointRule.Zero, Type: ElementType.Int8 or ElementType.Int16 } to
        && from.Type != to.Type;

    /// <summary>For each tensor the representative of those that have its grid, or stand with it around borders.</summary>
    public static int[] Groups(ConversionPlan plan) => TensorGroups.Of(plan.Graph, step => IsBorder(plan, step) ? step.Inputs.Concat(step.Outputs) : TensorTies.TiedBy(plan, step));
}
