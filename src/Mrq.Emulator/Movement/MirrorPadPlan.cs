using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Reference.Movements;

/// <summary>MIRROR_PAD: the input in a frame of its reflection. Source: TFLite <c>kernels/mirror_pad.cc</c>.</summary>
internal static class MirrorPadPlan
{
    public static MovementPlan Create(KernelContext context)
    {
        // REFLECT leaves out the element at the edge.
        var edge = ((MirrorPad)context.Operator).Mode == MirrorPadMode.Reflect ? 1 : 0;
        var input = context.Dimensions(context.Input(0));
        var margins = context.Margins(1, input.Length);
        var output = context.OutputDimensions(input.Select((size, axis) => (long)margins[axis].Before + size + margins[axis].After));
        var from = ContextShapes.Strides(input);
        var to = ContextShapes.Strides(output);
        return MovementPlan.Of(new Movement(input.Select((size, axis) =>
        {
            var before = margins[axis].Before;
            var widest = Math.Max(size - edge, 0);
            context.Require(before <= widest && margins[axis].After <= widest, $"a dimension of {size} has too few elements to reflect.");
            int Reflected(int i) => i < 0 ? edge - 1 - i : i < size ? i : (2 * size) - 1 - edge - i;
            return MovementAxis.FromSources(output[axis], i => Reflected(i - before) * from[axis], to[axis]);
        }).ToList()));
    }
}
