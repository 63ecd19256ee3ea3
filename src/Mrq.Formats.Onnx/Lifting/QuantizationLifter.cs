using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>QuantizeLinear and DequantizeLinear, of both domains.</summary>
internal static class QuantizationLifter
{
    /// <summary>A DequantizeLinear gives its integers a meaning; nothing is computed before somebody needs the real numbers.</summary>
    public static void Dequantize(LiftingContext context, OnnxNode node)
    {
        var integers = context.Input(node, 0);
        LiftingContext.Require(integers.Type is ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 or ElementType.Int32 or ElementType.Int4 or ElementType.UInt4, $"values of {integers.Type.FieldName()} are dequantized");
        var (type, parameters) = QuantizationReader.Read(node, context.Constants, node.Input(1), node.HasInput(2) ? node.Inputs[2] : null, integers.Shape, integers.Type);
        LiftingContext.Require(type == integers.Type, $"the zero point is {type.FieldName()}, the values are {integers.Type.FieldName()}");
        var meant = context.Meaning(integers, parameters);
        context.Define(node.Output(), new Value { Name = node.Output(), Type = ElementType.Float32, Shape = integers.Shape, Integers = meant, Constant = meant.Constant });
    }

    /// <summary>A QuantizeLinear that no group ended with: a table, other integers of a real value, or the edge of the real part of the graph.</summary>
    public static void Quantize(LiftingContext context, OnnxNode node)
    {
        var value = context.Input(node, 0);
        var (type, parameters) = QuantizationReader.Read(node, context.Constants, node.Input(1), node.HasInput(2) ? node.Inputs[2] : null, value.Shape);
        LiftingContext.RequireInteger(type);
        var result = new Value { Name = node.Output(), Type = type, Shape = value.Shape, Parameters = parameters };
        context.Define(node.Output(), result);
        if (value.Integers is not { } integers || value.Plain is not null || value.Image is not null)
        {
            LiftingContext.Require(value.Type == ElementType.Float32, $"values of {value.Type.FieldName()} are quantized");
            var (source, isImage) = context.Builder.Any(value);
            context.Builder.Emit(new Quantize { Inputs = [source], Outputs = [isImage ? context.Builder.NewImage(result) : context.Builder.NewPlain(result)] });
        }
        else if (value.Function is null && integers.Type == type && parameters.Equals(integers.Parameters))
        {
            context.Define(node.Output(), integers);
        }
        else if (value.Function is null)
        {
            var (source, isImage) = context.Builder.Any(integers);
            context.Builder.Emit(new Quantize { Inputs = [source], Outputs = [isImage ? context.Builder.NewImage(result) : context.Builder.NewPlain(result)] }, OnnxComputation.Unfused);
        }
        else
        {
            Table(context, integers, value.Function, result, value.Operator);
        }
    }

    /// <summary>Steps of a scale as integers of 32 bits, which QuantizeLinear does not make: Div by the scale, Round, Cast.</summary>
    /// <returns>Whether a Div begins these.</returns>
    public static bool TryWiden(LiftingContext context, OnnxNode division)
    {
        if (division.Type != "Div" || context.Input(division, 0) is not { Function: null, Integers: { Constant: null, Parameters.IsPerTensor: true } integers } || context.Input(division, 1) is not { Integers: null, Constant.Single: { } scale } || !float.IsFinite(scale) || scale <= 0
            || context.Graph.OnlyConsumerOf(division.Output()) is not { Type: "Round", Domain: "" } round || context.Graph.OnlyConsumerOf(round.Output()) is not { Type: "Cast", Domain: "" } cast || ArrayTypes.Find((int)cast.Int("to", 0)) != ElementType.Int32)
        {
            return false;
        }

        var result = new Value { Name = cast.Output(), Type = ElementType.Int32, Shape = integers.Shape, Parameters = new QuantizationParameters(scale) };
        var (source, isImage) = context.Builder.Any(integers);
        context.Builder.Emit(new Quantize { Inputs = [source], Outputs = [isImage ? context.Builder.NewImage(result) : context.Builder.NewPlain(result)] }, OnnxComputation.Unfused);
        context.Define(cast.Output(), result);
        context.MarkLifted([round, cast]);
        return true;
    }

    /// <summary>A function of 8-bit integers, quantized.</summary>
    public static void Table(LiftingContext context, Value integers, Func<float, float> function, Value result, Operator? operation)
    {
        LiftingContext.Require(integers.Type.BitWidth() == 8 && result.Type.BitWidth() == 8, $"a function goes from {integers.Type.FieldName()} to {result.Type.FieldName()}; tables are of 8 bits");
        LiftingContext.Require(integers.Parameters is { IsPerTensor: true } && result.Parameters is { IsPerTensor: true }, "a function of channels with scales of their own");
        var (source, isImage) = context.Builder.Any(integers);
        var table = context.Builder.AddConstant($"{result.Name}_table", OnnxArray.Of(result.Type, new TensorShape(256), TableValues.Quantized(integers, function, result)));
        context.Builder.Emit(new Table { Inputs = [source, table], Outputs = [isImage ? context.Builder.NewImage(result) : context.Builder.NewPlain(result)], Function = operation, RealFunction = function });
    }
}
