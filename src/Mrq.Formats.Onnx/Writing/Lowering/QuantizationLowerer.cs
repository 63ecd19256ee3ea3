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
        context.Quantize(context.Real(input), output);
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
