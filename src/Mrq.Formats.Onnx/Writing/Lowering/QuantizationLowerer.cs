using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>QUANTIZE and DEQUANTIZE: of integers to other integers both.</summary>
internal static class QuantizationLowerer
{
    public static void Quantize(LoweringContext context, GraphStep step)
    {
        var (input, output) = Operands(context, step);
        if (output.Type == ElementType.Int32 && input.IsQuantized && Equals(input.Parameters, output.Parameters))
        {
            // QuantizeLinear makes no integers of 32 bits; at one scale they are the same numbers.
            context.Nodes.Add("Cast", [input.Name], [output.Name], NodeAttributes.Int("to", ArrayTypes.NumberOf(ElementType.Int32)));
            return;
        }

        if (output.Type == ElementType.Int32 && output.IsQuantized)
        {
            Widen(context, input, output);
            return;
        }

        UnwritableException.Require(output.IsQuantized && (input.IsQuantized || input.Type == ElementType.Float32), $"{input.Type.FieldName()} is quantized to {output.Type.FieldName()} without a scale");
        context.Quantize(context.Real(Between(context, input, output)), output);
    }

    /// <summary>
    /// What is quantized to another scale. ONNX Runtime makes one quantization at a third scale of two that follow each other in one type (see <see cref="DoubleQuantization"/>), so that
    /// the same integers stand between them in the other type of 8 bits, 128 away: of two types it makes none.
    /// </summary>
    private static LoweredValue Between(LoweringContext context, LoweredValue input, LoweredValue output)
    {
        if (context.Form != OnnxForm.Qdq || input.Type != output.Type || output.Type is not (ElementType.UInt8 or ElementType.Int8) || output.Parameters is not { IsPerTensor: true } parameters || Equals(input.Parameters, parameters))
        {
            return input;
        }

        var (type, shift) = output.Type == ElementType.Int8 ? (ElementType.UInt8, 128) : (ElementType.Int8, -128);
        var name = context.Nodes.NewName($"{output.Name}_shifted");
        var shifted = output with { Name = name, Grid = name, Type = type, Parameters = new QuantizationParameters(parameters.Scale, parameters.ZeroPoint + shift) };
        context.Quantize(context.Real(input), shifted);
        return shifted;
    }

    /// <summary>Steps of the new scale, rounded and cast, since QuantizeLinear makes no integers of 32 bits.</summary>
    private static void Widen(LoweringContext context, LoweredValue input, LoweredValue output)
    {
        UnwritableException.Require(input is { IsQuantized: true, Parameters.IsPerTensor: true } && output.Parameters is { IsPerTensor: true, ZeroPoint: 0 }, "integers of 32 bits with a zero point or several scales");
        var (low, high) = input.Type.IntegerRange();
        var reach = Math.Max(Math.Abs((double)low - input.Parameters!.ZeroPoint), Math.Abs((double)high - input.Parameters.ZeroPoint)) * input.Parameters.Scale / output.Parameters!.Scale;
        UnwritableException.Require(reach < int.MaxValue, "integers of 32 bits overflow at their scale");
        var (steps, rounded) = (context.Nodes.NewName($"{output.Name}_steps"), context.Nodes.NewName($"{output.Name}_rounded"));
        context.Nodes.Add("Div", [context.Real(input), context.Nodes.Constant($"{output.Grid}_scale", OnnxArray.Of(default, [output.Parameters.Scale]))], [steps]);
        context.Nodes.Add("Round", [steps], [rounded]);
        context.Nodes.Add("Cast", [rounded], [output.Name], NodeAttributes.Int("to", ArrayTypes.NumberOf(ElementType.Int32)));
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
