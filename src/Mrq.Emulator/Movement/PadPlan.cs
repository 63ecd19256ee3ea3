using System.Buffers.Binary;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Reference.Movements;

/// <summary>PAD and PADV2: the input in a frame. PAD fills it with the output's zero point. Source: TFLite <c>kernels/pad.cc</c>.</summary>
internal static class PadPlan
{
    public static MovementPlan Create(KernelContext context)
    {
        var fill = context.Operator is PadV2 ? ConstantFill(context) : Padding.Fill(context);
        var input = context.Dimensions(context.Input(0));
        var margins = context.Margins(1, input.Length);
        var output = context.OutputDimensions(input.Select((size, axis) => (long)margins[axis].Before + size + margins[axis].After));
        var from = ContextShapes.Strides(input);
        var to = ContextShapes.Strides(output);
        var start = margins.Select((margin, axis) => margin.Before * to[axis]).Sum();
        return MovementPlan.Of(new Movement(input.Select((count, axis) => new MovementAxis(count, from[axis], to[axis])), 0, output.Contains(0) ? 0 : start), fill: fill);
    }

    private static ulong ConstantFill(KernelContext context)
    {
        var value = context.Input(2);
        context.Dimensions(value);
        context.Require(value.Type == context.Output().Type && value.Shape.ElementCount == 1, "the value to pad with must be one element of the output's type.");
        context.Require(ContextShapes.SameQuantization(value, context.Output()), "the value to pad with and the output differ in scale or zero point.");
        Span<byte> bits = stackalloc byte[sizeof(ulong)];
        bits.Clear();
        context.Constant<byte>(2).CopyTo(bits);
        return BinaryPrimitives.ReadUInt64LittleEndian(bits);
    }
}
