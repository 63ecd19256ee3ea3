using Mrq.Core.Operators;

namespace Mrq.Emulator.Reference.Movements;

/// <summary>SPLIT: equal parts along an axis. Source: TFLite <c>kernels/split.cc</c>.</summary>
internal static class SplitPlan
{
    public static MovementPlan Create(KernelContext context)
    {
        var input = context.Dimensions(context.Input(1));
        var axis = context.Axis(context.Integers(0, 1, allowInt64: false)[0], input.Length);
        var parts = ((Split)context.Operator).NumSplits;
        context.Require(parts > 0 && parts == context.Operator.Outputs.Length, $"{context.Operator.Outputs.Length} outputs are not {parts} parts.");
        context.Require(input[axis] % parts == 0, $"a dimension of {input[axis]} does not divide into {parts} parts.");
        return Create(context, 1, axis, [.. Enumerable.Repeat((long)input[axis] / parts, parts)]);
    }

    /// <summary>Parts of given sizes, which add up to the dimension.</summary>
    public static MovementPlan Create(KernelContext context, int data, int axis, IReadOnlyList<long> sizes)
    {
        var input = context.Dimensions(context.Input(data));
        var from = ContextShapes.Strides(input);
        var outer = ContextShapes.Product(input.AsSpan(0, axis));
        var start = 0;
        var transfers = new List<Transfer>();
        for (var i = 0; i < sizes.Count; i++)
        {
            context.OutputDimensions(input.Select((size, index) => index == axis ? sizes[i] : size), i);
            var part = (int)sizes[i] * from[axis];
            transfers.Add(new Transfer(data, i, new Movement([new MovementAxis(outer, input[axis] * from[axis], part), new MovementAxis(part, 1, 1)], start)));
            start += part;
        }

        return new MovementPlan([.. input.Contains(0) ? [] : transfers]);
    }
}
