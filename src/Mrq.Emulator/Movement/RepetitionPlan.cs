using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Movement;

/// <summary>Operators that repeat their input.</summary>
internal static class RepetitionPlan
{
    /// <summary>TILE: the input repeated along each axis. Source: TFLite <c>kernels/tile.cc</c>.</summary>
    public static MovementPlan Tile(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var multiples = context.Integers(1, input.Length);
        context.Require(multiples.All(multiple => multiple is >= 0 and <= int.MaxValue), "the numbers of repetitions must not be negative.");
        var output = context.OutputDimensions(input.Select((size, axis) => size * multiples[axis]));
        if (output.Contains(0))
        {
            return MovementPlan.Copy(0);
        }

        var from = ContextShapes.Strides(input);
        var to = ContextShapes.Strides(output);
        return MovementPlan.Of(new ElementCopy(input.SelectMany((size, axis) => new[]
        {
            new MovementAxis((int)multiples[axis], 0, size * to[axis]),
            new MovementAxis(size, from[axis], to[axis]),
        })));
    }

    /// <summary>BROADCAST_TO: dimensions of size 1 repeated to the shape of the output. Source: TFLite <c>kernels/broadcast_to.cc</c>.</summary>
    public static MovementPlan BroadcastTo(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var output = context.OutputDimensions(context.Integers(1));
        context.Require(input.Length <= output.Length, $"{context.Input(0).Shape} does not broadcast to {context.Output().Shape}.");
        var from = ContextShapes.Strides(input);
        var to = ContextShapes.Strides(output);
        var added = output.Length - input.Length;
        return MovementPlan.Of(new ElementCopy(output.Select((count, axis) =>
        {
            var size = axis < added ? 1 : input[axis - added];
            context.Require(size == 1 || size == count, $"{context.Input(0).Shape} does not broadcast to {context.Output().Shape}.");
            return new MovementAxis(count, size == 1 ? 0 : from[axis - added], to[axis]);
        }).ToList()));
    }
}
