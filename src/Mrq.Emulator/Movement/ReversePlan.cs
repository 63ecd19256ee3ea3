namespace Mrq.Emulator.Reference.Movements;

/// <summary>REVERSE_V2: some axes backwards. Source: TFLite <c>kernels/reverse.cc</c>.</summary>
internal static class ReversePlan
{
    public static MovementPlan Create(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        context.OutputDimensions(input.Select(size => (long)size));
        var reversed = context.Integers(1, allowInt64: false).Select(axis => context.Axis(axis, input.Length)).ToHashSet();
        var strides = ContextShapes.Strides(input);
        var start = reversed.Sum(axis => Math.Max(input[axis] - 1, 0) * strides[axis]);
        return MovementPlan.Of(new Movement(input.Select((count, axis) => new MovementAxis(count, reversed.Contains(axis) ? -strides[axis] : strides[axis], strides[axis])), start));
    }
}
