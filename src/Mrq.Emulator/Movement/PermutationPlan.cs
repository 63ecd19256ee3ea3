using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Movement;

/// <summary>Operators that put axes or their elements in another order.</summary>
internal static class PermutationPlan
{
    /// <summary>TRANSPOSE: axis i of the output is axis permutation[i] of the input. Source: TFLite <c>kernels/transpose.cc</c>.</summary>
    public static MovementPlan Transpose(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var permutation = context.Integers(1, input.Length, allowInt64: false);
        context.Require(permutation.Order().SequenceEqual(Enumerable.Range(0, input.Length).Select(axis => (long)axis)), "the permutation does not name each axis once.");
        var output = context.OutputDimensions(permutation.Select(axis => (long)input[axis]));
        var from = ContextShapes.Strides(input);
        var to = ContextShapes.Strides(output);
        return MovementPlan.Of(new ElementCopy(permutation.Select((source, axis) => new MovementAxis(output[axis], from[source], to[axis]))));
    }

    /// <summary>REVERSE_V2: some axes backwards. Source: TFLite <c>kernels/reverse.cc</c>.</summary>
    public static MovementPlan Reverse(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        context.OutputDimensions(input.Select(size => (long)size));
        var reversed = context.Integers(1, allowInt64: false).Select(axis => context.Axis(axis, input.Length)).ToHashSet();
        var strides = ContextShapes.Strides(input);
        var start = reversed.Sum(axis => Math.Max(input[axis] - 1, 0) * strides[axis]);
        return MovementPlan.Of(new ElementCopy(input.Select((count, axis) => new MovementAxis(count, reversed.Contains(axis) ? -strides[axis] : strides[axis], strides[axis])), start));
    }
}
