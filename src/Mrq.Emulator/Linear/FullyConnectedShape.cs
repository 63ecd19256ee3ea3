using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear;

/// <summary>Shapes of a FULLY_CONNECTED, checked against each other.</summary>
/// <param name="Rows">Rows of the input.</param>
/// <param name="Units">Output channels.</param>
/// <param name="Depth">Values of a row.</param>
internal readonly record struct FullyConnectedShape(long Rows, int Units, int Depth)
{
    public static FullyConnectedShape Of(KernelContext context)
    {
        var weights = context.Input(1);
        context.Require(weights.Shape.Rank == 2 && context.Input(0).Shape.Rank > 0 && context.Output().Shape.Rank > 0, "the weights must have two dimensions, input and output at least one.");
        context.Step.RequireValues(context.Input(0), weights);
        var (units, depth) = (weights.Shape[0], weights.Shape[1]);
        var inputCount = context.Input(0).Shape.ElementCount;
        context.Require(inputCount % depth == 0, $"an input of {inputCount} values is not rows of {depth}.");
        context.Require(context.Output().Shape.ElementCount == inputCount / depth * units, "the output does not hold rows × units values.");
        return new FullyConnectedShape(inputCount / depth, units, depth);
    }
}
