namespace Mrq.Emulator.Reference.Movements;

/// <summary>TILE: the input repeated along each axis. Source: TFLite <c>kernels/tile.cc</c>.</summary>
internal static class TilePlan
{
    public static MovementPlan Create(KernelContext context)
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
        return MovementPlan.Of(new Movement(input.SelectMany((size, axis) => new[]
        {
            new MovementAxis((int)multiples[axis], 0, size * to[axis]),
            new MovementAxis(size, from[axis], to[axis]),
        })));
    }
}
