using Mrq.Core.Graph;

namespace Mrq.Formats.Onnx;

/// <summary>QUANTIZE and DEQUANTIZE: of integers to other integers both.</summary>
internal static class QuantizationLowerer
{
    public static void Quantize(LoweringContext context, GraphStep step)
    {
        var (input, output) = Operands(context, step);
        UnwritableException.Require(output.IsQuantized && (input.IsQuantized || input.Type == ElementType.Float32), $"{input.Type.FieldName()} is quantized to {output.Type.FieldName()} without a scale");
        context.Quantize(context.Real(input), output);
    }

    public static void Dequantize(LoweringContext context, GraphStep step)
    {
        var (input, output) = Operands(context, step);
        UnwritableException.Require(input.IsQuantized && output.Type == ElementType.Float32, $"{input.Type.FieldName()} is dequantized");
        context.RealAs(input, output.Name);
    }

    private static (LoweredValue Input, LoweredValue Output) Operands(LoweringContext context, GraphStep step)
    {
        var isFirst = context.IsChannelsFirst(step.Operator.Inputs[0]);
        return (context.In(isFirst, step.Operator.Inputs[0]), context.Define(step.Operator.Outputs[0], isFirst));
    }
}
