using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear;

/// <summary>Shapes of a TRANSPOSE_CONV, checked against each other; its windows lead from the output back to the input.</summary>
/// <param name="Input">NHWC.</param>
/// <param name="Filter">OHWI.</param>
/// <param name="Output">NHWC; input 0 repeats it.</param>
/// <param name="Vertical">Rows.</param>
/// <param name="Horizontal">Columns.</param>
internal sealed record TransposedGeometry(TensorShape Input, TensorShape Filter, TensorShape Output, Window Vertical, Window Horizontal)
{
    public static TransposedGeometry Of(KernelContext context)
    {
        var (input, filter, output) = (context.Input(2).Shape, context.Input(1).Shape, context.Output().Shape);
        context.Require(input.Rank == 4 && filter.Rank == 4 && output.Rank == 4, "input, weights and output must have four dimensions.");
        context.Require(input[0] == output[0], "input and output differ in their batch.");
        context.Step.RequireValues(context.Input(2), context.Input(1), context.Output());
        context.Require(filter[0] == output[3] && filter[3] == input[3], $"weights {filter} do not lead from {input[3]} to {output[3]} channels.");
        if (context.Input(0).IsConstant)
        {
            context.Require(context.Constant<int>(0).SequenceEqual(output.Dimensions.AsSpan()), $"the shape of input 0 is not the output's, {output}.");
        }

        var (vertical, horizontal) = WindowAxes.Of((TransposeConv)context.Operator, filter[1], filter[2]);
        return new TransposedGeometry(input, filter, output, Window.OfTransposed(context.Step, vertical, output[1], input[1]), Window.OfTransposed(context.Step, horizontal, output[2], input[2]));
    }
}
