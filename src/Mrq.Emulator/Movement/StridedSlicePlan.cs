namespace Mrq.Emulator.Reference.Movements;

/// <summary>
/// STRIDED_SLICE: every stride-th element of a range of each axis. Source: TFLite <c>kernels/strided_slice.cc</c> for the
/// masks that add and drop axes, <c>internal/strided_slice_logic.h</c> for the ranges (see <see cref="StridedRange"/>).
/// </summary>
internal static class StridedSlicePlan
{
    public static MovementPlan Create(KernelContext context)
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

        return MovementPlan.Of(new Movement(axes, start));
    }
}
