using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Movement;

/// <summary>PACK and UNPACK: slices of one shape along an axis that only the stack has. Source: TFLite <c>kernels/pack.cc</c>, <c>kernels/unpack.cc</c>.</summary>
internal static class PackPlan
{
    public static MovementPlan Pack(KernelContext context)
    {
        var pack = (Pack)context.Operator;
        var slice = context.Dimensions(context.Input(0));
        var axis = context.Axis(pack.Axis, slice.Length + 1);
        context.Require(pack.ValuesCount == pack.Inputs.Length, $"{pack.Inputs.Length} inputs are not {pack.ValuesCount} values.");
        for (var i = 0; i < pack.Inputs.Length; i++)
        {
            context.Require(context.Input(i).Shape == context.Input(0).Shape, "the inputs differ in shape.");
            context.Require(ContextShapes.SameQuantization(context.Input(i), context.Output()), "inputs and output differ in scale or zero point.");
        }

        context.OutputDimensions([.. slice[..axis], pack.ValuesCount, .. slice[axis..]]);
        return new MovementPlan([.. pack.Inputs.Select((_, i) => new Transfer(i, 0, FromStack(slice, axis, pack.ValuesCount, i, isPacked: true)))]);
    }

    public static MovementPlan Unpack(KernelContext context)
    {
        var unpack = (Unpack)context.Operator;
        var stack = context.Dimensions(context.Input(0));
        var axis = context.Axis(unpack.Axis, stack.Length);
        context.Require(unpack.Num == unpack.Outputs.Length && unpack.Num == stack[axis], $"{unpack.Outputs.Length} outputs and a dimension of {stack[axis]} are not {unpack.Num} slices.");
        int[] slice = [.. stack[..axis], .. stack[(axis + 1)..]];
        for (var i = 0; i < unpack.Num; i++)
        {
            context.OutputDimensions(slice.Select(size => (long)size), i);
        }

        return new MovementPlan([.. unpack.Outputs.Select((_, i) => new Transfer(0, i, FromStack(slice, axis, unpack.Num, i, isPacked: false)))]);
    }

    private static ElementCopy FromStack(int[] slice, int axis, int count, int index, bool isPacked)
    {
        var outer = ContextShapes.Product(slice.AsSpan(0, axis));
        var inner = ContextShapes.Product(slice.AsSpan(axis));
        var loop = new MovementAxis(outer, count * inner, inner);
        return isPacked
            ? new ElementCopy([loop.Reversed(), new MovementAxis(inner, 1, 1)], 0, index * inner)
            : new ElementCopy([loop, new MovementAxis(inner, 1, 1)], index * inner);
    }
}
