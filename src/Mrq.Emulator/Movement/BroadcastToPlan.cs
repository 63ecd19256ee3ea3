namespace Mrq.Emulator.Reference.Movements;

/// <summary>BROADCAST_TO: dimensions of size 1 repeated to the shape of the output. Source: TFLite <c>kernels/broadcast_to.cc</c>.</summary>
internal static class BroadcastToPlan
{
    public static MovementPlan Create(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var output = context.OutputDimensions(context.Integers(1));
        context.Require(input.Length <= output.Length, $"{context.Input(0).Shape} does not broadcast to {context.Output().Shape}.");
        var from = ContextShapes.Strides(input);
        var to = ContextShapes.Strides(output);
        var added = output.Length - input.Length;
        return MovementPlan.Of(new Movement(output.Select((count, axis) =>
        {
            var size = axis < added ? 1 : input[axis - added];
            context.Require(size == 1 || size == count, $"{context.Input(0).Shape} does not broadcast to {context.Output().Shape}.");
            return new MovementAxis(count, size == 1 ? 0 : from[axis - added], to[axis]);
        }).ToList()));
    }
}
