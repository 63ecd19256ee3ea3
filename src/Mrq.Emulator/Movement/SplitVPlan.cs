using Mrq.Core.Operators;

namespace Mrq.Emulator.Reference.Movements;

/// <summary>SPLIT_V: parts of given sizes along an axis; one size may be −1, the rest. Source: TFLite <c>kernels/split_v.cc</c>.</summary>
internal static class SplitVPlan
{
    public static MovementPlan Create(KernelContext context)
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
        return SplitPlan.Create(context, 0, axis, sizes);
    }
}
