using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Resizing;

/// <summary>RESIZE_NEAREST_NEIGHBOR: each pixel a copy of the nearest; positions are computed in float32. Source: TFLite <c>reference/resize_nearest_neighbor.h</c>.</summary>
internal static class ResizeNearestNeighborPlan
{
    public static MovementPlan Create(KernelContext context)
    {
        var resize = (ResizeNearestNeighbor)context.Operator;
        var (input, output) = ResizeShapes.Create(context);
        var from = ContextShapes.Strides(input);
        var to = ContextShapes.Strides(output);
        return MovementPlan.Of(new ElementCopy(input.Select((size, axis) => axis is 1 or 2
            ? MovementAxis.FromSources(output[axis], i => Nearest(i, size, output[axis], resize) * from[axis], to[axis])
            : new MovementAxis(size, from[axis], to[axis]))));
    }

    private static int Nearest(int position, int input, int output, ResizeNearestNeighbor resize)
    {
        var scale = resize.AlignCorners && output > 1 ? (input - 1) / (float)(output - 1) : input / (float)output;
        var source = (position + (resize.HalfPixelCenters ? 0.5f : 0)) * scale;
        return Math.Clamp((int)(resize.AlignCorners ? FloatingPoint.Round(source) : MathF.Floor(source)), 0, input - 1);
    }
}
