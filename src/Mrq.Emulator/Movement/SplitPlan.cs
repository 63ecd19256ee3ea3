using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Movement;

/// <summary>Operators that give parts of their input along one axis.</summary>
internal static class SplitPlan
{
    /// <summary>SPLIT: equal parts along an axis. Source: TFLite <c>kernels/split.cc</c>.</summary>
    public static MovementPlan Split(KernelContext context)
    {
        var input = context.Dimensions(context.Input(1));
        var axis = context.Axis(context.Integers(0, 1, allowInt64: false)[0], input.Length);
        var parts = ((Split)context.Operator).NumSplits;
        context.Require(parts > 0 && parts == context.Operator.Outputs.Length, $"{context.Operator.Outputs.Length} outputs are not {parts} parts.");
        context.Require(input[axis] % parts == 0, $"a dimension of {input[axis]} does not divide into {parts} parts.");
        return Parts(context, 1, axis, [.. Enumerable.Repeat((long)input[axis] / parts, parts)]);
    }

    /// <summary>SPLIT_V: parts of given sizes along an axis; one size may be −1, the rest. Source: TFLite <c>kernels/split_v.cc</c>.</summary>
    public static MovementPlan SplitV(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var axis = context.Axis(context.Integers(2, 1, allowInt64: false)[0], input.Length);
        var parts = ((SplitV)context.Operator).NumSplits;
        context.Require(parts == context.Operator.Outputs.Length, $"{context.Operator.Outputs.Length} outputs are not {parts} parts.");
        var sizes = context.Integers(1, parts);
        context.Require(sizes.All(size => size >= -1 && size <= input[axis]) && sizes.Count(size => size == -1) <= 1, "the sizes of the parts do not fit the dimension.");
        var rest = input[axis] - sizes.Where(size => size != -1).Sum();
        sizes = [.. sizes.Select(size => size == -1 ? rest : size)];
        context.Require(sizes.Sum() == input[axis] && sizes.All(size => size >= 0), $"the sizes of the parts do not add up to {input[axis]}.");
        return Parts(context, 0, axis, sizes);
    }

    /// <summary>Parts of given sizes, which add up to the dimension.</summary>
    private static MovementPlan Parts(KernelContext context, int data, int axis, long[] sizes)
    {
        var input = context.Dimensions(context.Input(data));
        var from = ContextShapes.Strides(input);
        var outer = ContextShapes.Product(input.AsSpan(0, axis));
        var start = 0;
        var transfers = new List<Transfer>();
        for (var i = 0; i < sizes.Length; i++)
        {
            context.OutputDimensions(input.Select((size, index) => index == axis ? sizes[i] : size), i);
            var part = (int)sizes[i] * from[axis];
            transfers.Add(new Transfer(data, i, new ElementCopy([new MovementAxis(outer, input[axis] * from[axis], part), new MovementAxis(part, 1, 1)], start)));
            start += part;
        }

        return new MovementPlan([.. input.Contains(0) ? [] : transfers]);
    }
}
