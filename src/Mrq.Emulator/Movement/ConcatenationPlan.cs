using Mrq.Core.Graph;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Movement;

/// <summary>
/// CONCATENATION of everything but uint8: a copy. Source: TFLite <c>kernels/concatenation.cc</c>, which demands one scale and
/// zero point of int8, but of int16 only the zero point 0.
/// </summary>
internal static class ConcatenationPlan
{
    public static MovementPlan Create(KernelContext context)
    {
        var layout = ConcatenationLayout.Create(context);
        for (var i = 0; i < context.Operator.Inputs.Length; i++)
        {
            context.Require(
                context.Output().Type != ElementType.Int8 || ContextShapes.SameQuantization(context.Input(i), context.Output()),
                $"'{context.Input(i).Name}' and the output differ in scale or zero point.");
            context.Require(
                context.Output().Type != ElementType.Int16 || (HasNoZeroPoint(context.Input(i)) && HasNoZeroPoint(context.Output())),
                "zero points of int16 must be 0.");
        }

        return new MovementPlan([.. layout.Sizes.Select((size, i) => new Transfer(i, 0, new ElementCopy(
            [new MovementAxis(layout.Outer, size, layout.OutputSize), new MovementAxis(size, 1, 1)], 0, layout.Starts[i])))]);
    }

    private static bool HasNoZeroPoint(Tensor tensor) => tensor.Quantization is null || tensor.Quantization.ZeroPoints.All(zeroPoint => zeroPoint == 0);
}
