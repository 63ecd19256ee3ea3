using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Movement;

/// <summary>Operators that take a part of their input.</summary>
internal static class SlicePlan
{
    /// <summary>SLICE: a box; a size of −1 reaches to the end. Source: TFLite <c>kernels/slice.cc</c>.</summary>
    public static MovementPlan Slice(KernelContext context)
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
        return MovementPlan.Of(new ElementCopy(output.Select((count, axis) => new MovementAxis(count, from[axis], to[axis])), start));
    }

    /// <summary>
    /// STRIDED_SLICE: every stride-th element of a range of each axis. Source: TFLite <c>kernels/strided_slice.cc</c> for the
    /// masks that add and drop axes, <c>internal/strided_slice_logic.h</c> for the ranges (see <see cref="StridedRange"/>).
    /// </summary>
    public static MovementPlan StridedSlice(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var from = ContextShapes.Strides(input);
        var ranges = StridedRange.ForAxes(context, input);
        var output = context.OutputDimensions(ranges.Where(range => !range.IsDropped).Select(range => (long)range.Count));
        var to = ContextShapes.Strides(output);

        var axes = new List<MovementAxis>();
        var start = 0;
        var kept = 0;
        foreach (var range in ranges)
        {
            var step = range.Axis is null ? 0 : from[range.Axis.Value];
            start += range.Count > 0 ? range.Start * step : 0;
            axes.Add(new MovementAxis(range.Count, range.Count > 1 ? range.Stride * step : 0, range.IsDropped ? 0 : to[kept]));
            kept += range.IsDropped ? 0 : 1;
        }

        return MovementPlan.Of(new ElementCopy(axes, start));
    }
}
