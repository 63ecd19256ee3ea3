namespace Mrq.Emulator.Reference.Movements;

/// <summary>SLICE: a box; a size of −1 reaches to the end. Source: TFLite <c>kernels/slice.cc</c>.</summary>
internal static class SlicePlan
{
    public static MovementPlan Create(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var begin = context.Integers(1, input.Length);
        var size = context.Integers(2, input.Length);
        var from = ContextShapes.Strides(input);
        var start = 0;
        for (var axis = 0; axis < input.Length; axis++)
        {
            context.Require(begin[axis] >= 0 && begin[axis] <= input[axis], $"begin {begin[axis]} lies outside a dimension of {input[axis]}.");
            size[axis] = size[axis] == -1 ? input[axis] - begin[axis] : size[axis];
            context.Require(size[axis] >= 0 && size[axis] <= input[axis] - begin[axis], $"size {size[axis]} from {begin[axis]} lies outside a dimension of {input[axis]}.");
            start += (int)begin[axis] * from[axis];
        }

        var output = context.OutputDimensions(size);
        var to = ContextShapes.Strides(output);
        return MovementPlan.Of(new Movement(output.Select((count, axis) => new MovementAxis(count, from[axis], to[axis])), start));
    }
}
