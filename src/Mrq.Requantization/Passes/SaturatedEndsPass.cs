using Mrq.Core.Graph;
using Mrq.Requantization.Plan;
using Mrq.Requantization.Regularization;

namespace Mrq.Requantization.Passes;

/// <summary>Where the choice would lose an end of a range, the graph holds it by an operator of its own; then all is chosen anew.</summary>
internal sealed class SaturatedEndsPass : IPlanPass
{
    public string Name => PassNames.SaturatedEnds;

    public PlanState Run(PlanState state, ConversionContext context)
    {
        if (state is not { Ends: { } ends, Activations: { } activations, Target: { } target })
        {
            return state;
        }

        var (kept, extended) = SaturatedEnds.Keep(
            state.Plan, step => target.Operators[step], ends, tensor => Range(target.Tensors[tensor], activations.Folding, tensor), isNoise: state.Statistics is null);
        return ReferenceEquals(kept, state.Plan.Graph) ? state : state.On(state.Plan.On(kept)) with { Ends = extended, Statistics = state.Statistics is null ? null : extended };
    }

    /// <summary>The real values up to which a kernel writes: it ends at its type, whatever integers scales are chosen for.</summary>
    private static (double Low, double High) Range(Tensor tensor, ActivationFolding folding, int index)
    {
        var (minimum, maximum) = tensor.Type.IntegerRange();
        var zeroPoint = tensor.Quantization!.ZeroPoint + folding.ZeroPoints[index];
        var step = tensor.Quantization.Scale / folding.Factors[index];
        return (step * (minimum - zeroPoint), step * (maximum - zeroPoint));
    }
}
