using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Movement;

/// <summary>Operators that change dimensions of size 1 and leave the elements in their order.</summary>
internal static class DimensionPlan
{
    /// <summary>EXPAND_DIMS: the same elements with one dimension of size 1 more. Source: TFLite <c>kernels/expand_dims.cc</c>.</summary>
    public static MovementPlan ExpandDims(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var axis = context.Axis(context.Integers(1, 1)[0], input.Length + 1);
        context.OutputDimensions([.. input[..axis], 1, .. input[axis..]]);
        return MovementPlan.Copy(ContextShapes.Product(input));
    }

    /// <summary>SQUEEZE: the same elements without dimensions of size 1. Source: TFLite <c>kernels/squeeze.cc</c>.</summary>
    public static MovementPlan Squeeze(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var output = context.Dimensions(context.Output());
        context.Require(
            output.Length <= input.Length && input.Where(size => size != 1).SequenceEqual(output.Where(size => size != 1)),
            $"{context.Input(0).Shape} does not become {context.Output().Shape} by dropping dimensions of size 1.");
        return MovementPlan.Copy(ContextShapes.Product(input));
    }
}
