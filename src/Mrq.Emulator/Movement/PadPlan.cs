using System.Buffers.Binary;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;

namespace Mrq.Emulator.Movement;

/// <summary>Operators that put their input in a frame.</summary>
internal static class PadPlan
{
    /// <summary>PAD and PADV2: the input in a frame. PAD fills it with the output's zero point. Source: TFLite <c>kernels/pad.cc</c>.</summary>
    public static MovementPlan Pad(KernelContext context)
    {
        var fill = context.Operator is PadV2 ? ConstantFill(context) : Fill(context);
        var input = context.Dimensions(context.Input(0));
        var margins = context.Margins(1, input.Length);
        var output = context.OutputDimensions(input.Select((size, axis) => (long)margins[axis].Before + size + margins[axis].After));
        var from = ContextShapes.Strides(input);
        var to = ContextShapes.Strides(output);
        var start = margins.Select((margin, axis) => margin.Before * to[axis]).Sum();
        return MovementPlan.Of(new ElementCopy(input.Select((count, axis) => new MovementAxis(count, from[axis], to[axis])), 0, output.Contains(0) ? 0 : start), fill: fill);
    }

    /// <summary>MIRROR_PAD: the input in a frame of its reflection. Source: TFLite <c>kernels/mirror_pad.cc</c>.</summary>
    public static MovementPlan MirrorPad(KernelContext context)
    {
        // REFLECT leaves out the element at the edge.
        var edge = ((MirrorPad)context.Operator).Mode == MirrorPadMode.Reflect ? 1 : 0;
        var input = context.Dimensions(context.Input(0));
        var margins = context.Margins(1, input.Length);
        var output = context.OutputDimensions(input.Select((size, axis) => (long)margins[axis].Before + size + margins[axis].After));
        var from = ContextShapes.Strides(input);
        var to = ContextShapes.Strides(output);
        return MovementPlan.Of(new ElementCopy(input.Select((size, axis) =>
        {
            var before = margins[axis].Before;
            var widest = Math.Max(size - edge, 0);
            context.Require(before <= widest && margins[axis].After <= widest, $"a dimension of {size} has too few elements to reflect.");
            int Reflected(int i) => i < 0 ? edge - 1 - i : i < size ? i : (2 * size) - 1 - edge - i;
            return MovementAxis.FromSources(output[axis], i => Reflected(i - before) * from[axis], to[axis]);
        }).ToList()));
    }

    /// <summary>What stands around an image: the bits of the output's zero point, or zero where the output is not quantized.</summary>
    public static ulong Fill(KernelContext context)
    {
        var output = context.Output();
        if (output.Quantization is null || output.Type is not (ElementType.UInt8 or ElementType.Int8 or ElementType.Int16))
        {
            return 0;
        }

        var zeroPoint = context.ActivationQuantization(output).ZeroPoints[0];
        var (minimum, maximum) = output.Type.IntegerRange();
        context.Require(zeroPoint >= minimum && zeroPoint <= maximum, $"the zero point {zeroPoint} is no {output.Type.FieldName()}.");
        return unchecked((ulong)zeroPoint);
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
