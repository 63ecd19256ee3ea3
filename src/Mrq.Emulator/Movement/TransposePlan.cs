namespace Mrq.Emulator.Reference.Movements;

/// <summary>TRANSPOSE: axis i of the output is axis permutation[i] of the input. Source: TFLite <c>kernels/transpose.cc</c>.</summary>
internal static class TransposePlan
{
    public static MovementPlan Create(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var permutation = context.Integers(1, input.Length, allowInt64: false);
        context.Require(permutation.Order().SequenceEqual(Enumerable.Range(0, input.Length).Select(axis => (long)axis)), "the permutation does not name each axis once.");
        var output = context.OutputDimensions(permutation.Select(axis => (long)input[axis]));
        var from = ContextShapes.Strides(input);
        var to = ContextShapes.Strides(output);
        return MovementPlan.Of(new Movement(permutation.Select((source, axis) => new MovementAxis(output[axis], from[source], to[axis]))));
    }
}
