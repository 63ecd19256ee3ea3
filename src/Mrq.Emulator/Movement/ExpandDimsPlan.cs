namespace Mrq.Emulator.Reference.Movements;

/// <summary>EXPAND_DIMS: the same elements with one dimension of size 1 more. Source: TFLite <c>kernels/expand_dims.cc</c>.</summary>
internal static class ExpandDimsPlan
{
    public static MovementPlan Create(KernelContext context)
    {
        var input = context.Dimensions(context.Input(0));
        var axis = context.Axis(context.Integers(1, 1)[0], input.Length + 1);
        context.OutputDimensions([.. input[..axis], 1, .. input[axis..]]);
        return MovementPlan.Copy(ContextShapes.Product(input));
    }
}
