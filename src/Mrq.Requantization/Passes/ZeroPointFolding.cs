using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Passes;

/// <summary>
/// Zero points into biases. A target without zero points holds q = (c·x)/S + Z all the same where the layer that writes the activation
/// adds S_y·Z_y to its bias and each layer that reads it subtracts S_x·Z_x·Σ W: all of the integers serve, as in an asymmetric
/// target, and what is never negative has a bit more. Saturation at the smallest integer is then the ReLU.
/// </summary>
/// <remarks>
/// It holds for activations between layers with biases: not where a window leaves the image, since the zeros there mean 0 and not
/// Z. Source: the algebra of zero points, Jacob et al., arXiv 1712.05877, section 2.3.
/// </remarks>
internal static class ZeroPointFolding
{
    /// <summary>Bits from which on an accumulator has room for Z·Σ W beside the sum itself.</summary>
    private const int RoomyAccumulator = 32;

    /// <summary>
    /// Bits from which on a bias has room for zero points beside itself. With 15 (MAX78000) the weights that make room for them are so coarse that MobileNetV1 keeps 2.5 dB, and 17.9 dB without.
    /// </summary>
    private const int RoomyBias = 16;

    /// <summary>The activations whose zero point biases can take up in a target.</summary>
    public static IReadOnlySet<int> Movable(ConversionPlan plan)
    {
        var graph = plan.Graph;
        var ties = BorderGrids.Groups(plan);
        var fixedTensors = graph.Inputs.Concat(graph.Outputs).Concat(Enumerable.Range(0, graph.Tensors.Length).Where(tensor => graph.Tensors[tensor].IsConstant)).ToHashSet();
        foreach (var (step, index) in graph.Operators.Select((step, index) => (step, index)))
        {
            var (reads, writes) = plan.ArithmeticOf(index).Accumulator.Bits < RoomyAccumulator || plan.BiasRuleOf(index).ProductBits < RoomyBias ? (false, false) : Allows(plan, step, index);
            fixedTensors.UnionWith(reads ? [] : step.Inputs);
            fixedTensors.UnionWith(writes ? [] : step.Outputs);
        }

        var fixedGroups = fixedTensors.Where(tensor => tensor >= 0).Select(tensor => ties[tensor]).ToHashSet();
        return graph.Operators.SelectMany(step => step.Outputs).Where(tensor => !fixedGroups.Contains(ties[tensor]) && HasRoom(plan.RuleOf(tensor))).ToHashSet();
    }

    /// <summary>Whether the target has no zero point of its own, and integers for another one.</summary>
    private static bool HasRoom(TensorRule rule) => rule.ZeroPoint != ZeroPointRule.Free && rule.Type.BitWidth() == 8 && rule.Minimum == rule.Type.IntegerRange().Minimum;

    private static (bool Reads, bool Writes) Allows(ConversionPlan plan, Operator step, int index)
    {
        var graph = plan.Graph;
        var activation = FusedActivation.Of(step);
        if (step.Traits.IsLinear && !LinearLayer.IsReal(graph, step))
        {
            var hasBias = step.InputOf(InputRole.Bias) is not null;
            return (hasBias && step is not TransposeConv && ConvolutionGeometry.Of(new GraphStep(graph, index)) is not { LeavesImage: true }, hasBias && activation is ActivationFunctionType.None or ActivationFunctionType.Relu or ActivationFunctionType.Relu6);
        }

        var moves = BorderGrids.IsBorder(plan, step) || (step.Traits.IgnoresZeroPoint && plan.MovesIntegers(step) && activation == ActivationFunctionType.None);
        return (moves, moves);
    }

    /// <summary>The rule under which an activation's range is fitted: with any zero point where biases take it up.</summary>
    public static TensorRule RuleFor(TensorRule rule, bool moves) => moves ? rule with { ZeroPoint = ZeroPointRule.Free } : rule;

    /// <summary>A layer's biases with the zero points of both its activations: b' + S_y·Z_y − S_x·Z_x·Σ W, W being what the target holds.</summary>
    public static double[] Bias(FoldedLayer folded, RoundedLayer rounded, LayerUnits units)
    {
        var input = units.InputZeroPoint * units.InputScale;
        return [.. folded.Bias.Select((bias, row) => bias + units.OutputShift - (input * rounded.Scales[row] * rounded.Integers[row].Sum()))];
    }
}
