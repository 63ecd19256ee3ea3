namespace Mrq.Emulator.Reference.Movements;

/// <summary>SQUEEZE: the same elements without dimensions of size 1. Source: TFLite <c>kernels/squeeze.cc</c>.</summary>
internal static class SqueezePlan
{
    public static MovementPlan Create(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var output = context.Dimensions(context.Output());
        context.Require(
            output.Length <= input.Length && input.Where(size => size != 1).SequenceEqual(output.Where(size => size != 1)),
            $"{context.Input(0).Shape} does not become {context.Output().Shape} by dropping dimensions of size 1.");
        return MovementPlan.Copy(ContextShapes.Product(input));
    }
}
