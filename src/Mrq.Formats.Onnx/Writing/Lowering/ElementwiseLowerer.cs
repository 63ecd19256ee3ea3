using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>ADD, SUB, MUL and DIV, and the greater or lesser of two values.</summary>
internal static class ElementwiseLowerer
{
    public static void Binary(LoweringContext context, GraphStep step)
    {
        var binary = step.Operator;
        UnwritableException.Require(step.Output().Quantization is not null || step.Output().Type == ElementType.Float32, $"{step.Output().Type.FieldName()} without a scale is computed");
        var isFirst = context.PreferChannelsFirst([.. binary.Inputs, binary.Outputs[0]]);
        var (left, right) = (context.Operand(binary.Inputs[0], isFirst), context.Operand(binary.Inputs[1], isFirst));
        var output = context.Define(binary.Outputs[0], isFirst);
        var limits = ActivationBounds.Of(binary);
        if (!context.IsQOperator(output))
        {
            context.Compute(TypeOf(binary), [left, right], [], output, limits);
            return;
        }

        UnwritableException.Require(binary is Add or Mul && left.IsQuantized && right.IsQuantized, $"{binary.Name} has no QOperator");
        ConvolutionLowerer.RequireBytes(left, right, output);
        context.WithClip(output, limits, unclamped =>
        {
            var (leftGrid, rightGrid, outputGrid) = (context.Grid(left), context.Grid(right), context.Grid(output));
            context.Nodes.AddMicrosoft($"QLinear{TypeOf(binary)}", [left.Name, leftGrid.Scale, leftGrid.ZeroPoint, right.Name, rightGrid.Scale, rightGrid.ZeroPoint, outputGrid.Scale, outputGrid.ZeroPoint], [unclamped.Name]);
        });
    }

    /// <summary>With one number for all values it is a Clip; conversion's clamps are.</summary>
    public static void Extremum(LoweringContext context, GraphStep step)
    {
        var (extremum, isMaximum) = (step.Operator, step.Operator is Maximum);
        var (output, tensors) = (step.Output(), context.Graph.Tensors);
        var place = Enumerable.Range(0, 2).Where(input => step.Input(input) is { IsConstant: true, Shape.ElementCount: 1 } limit && Equals(limit.Quantization, output.Quantization) && limit.Type == output.Type).Cast<int?>().FirstOrDefault();
        if (place is not { } constant || output is not { Quantization.IsPerTensor: true, Type: ElementType.UInt8 or ElementType.Int8 or ElementType.Int16 or ElementType.UInt16 } || !Equals(step.Input(1 - constant).Quantization, output.Quantization))
        {
            UnwritableException.Require(context.Form == OnnxForm.Qdq, $"{extremum.Name} of two computed values has no QOperator");
            var isFirst = context.PreferChannelsFirst([.. extremum.Inputs, extremum.Outputs[0]]);
            var operands = extremum.Inputs.Select(input => context.Operand(input, isFirst)).ToArray();
            context.Compute(isMaximum ? "Max" : "Min", operands, context.Define(extremum.Outputs[0], isFirst));
            return;
        }

        var data = extremum.Inputs[1 - constant];
        var isImage = context.IsChannelsFirst(data) && tensors[data].Shape == output.Shape;
        var (value, result) = (context.In(isImage, data), context.Define(extremum.Outputs[0], isImage));
        var limit = (int)context.ArrayOf(extremum.Inputs[constant]).Integers()![0];
        if (context.IsQOperator(result))
        {
            var (low, high) = result.Type.IntegerRange();
            context.ClipIntegers(value, result, isMaximum ? (limit, high) : (low, limit));
            return;
        }

        var real = (limit - result.Parameters!.ZeroPoint) * result.Parameters.Scale;
        var (before, cut) = (context.Real(value), context.Nodes.NewName($"{result.Name}_clamped"));
        context.Clamp(before, cut, isMaximum ? (real, float.PositiveInfinity) : (float.NegativeInfinity, real));
        context.Quantize(cut, result);
    }

    /// <summary>Real values are compared, of either scale. NOT_EQUAL is no operator of its own.</summary>
    public static void Comparison(LoweringContext context, GraphStep step)
    {
        var comparison = step.Operator;
        UnwritableException.Require(context.Form == OnnxForm.Qdq || step.Input(0).Quantization is null, $"{comparison.Name} has no QOperator");
        UnwritableException.Require(Enumerable.Range(0, 2).All(input => step.Input(input) is { Type: ElementType.Float32 } or { Quantization.IsPerTensor: true }), "numbers without a scale are compared");
        var isFirst = context.PreferChannelsFirst([.. comparison.Inputs, comparison.Outputs[0]]);
        var (left, right) = (context.Real(context.Operand(comparison.Inputs[0], isFirst)), context.Real(context.Operand(comparison.Inputs[1], isFirst)));
        var output = context.Define(comparison.Outputs[0], isFirst);
        if (comparison is NotEqual)
        {
            var equal = context.Nodes.NewName($"{output.Name}_equal");
            context.Nodes.Add("Equal", [left, right], [equal]);
            context.Nodes.Add("Not", [equal], [output.Name]);
            return;
        }

        var type = comparison switch { Equal => "Equal", Greater => "Greater", GreaterEqual => "GreaterOrEqual", Less => "Less", _ => "LessOrEqual" };
        context.Nodes.Add(type, [left, right], [output.Name]);
    }

    /// <summary>ARG_MAX and ARG_MIN: the order of integers is that of the numbers.</summary>
    public static void Position(LoweringContext context, GraphStep step)
    {
        var (data, output) = (step.Operator.Inputs[0], step.Operator.Outputs[0]);
        var rank = step.Input(0).Shape.Rank;
        var given = context.Integers(step, 1)[0];
        var axis = given < 0 ? given + rank : given;
        UnwritableException.Require(axis >= 0 && axis < rank, "an axis that there is not");

        // Without its channels an image has rows and columns in either order of axes.
        var isFirst = axis == 3 && context.IsChannelsFirst(data);
        var (value, result) = (context.In(isFirst, data), context.Define(output, isChannelsFirst: false));
        var isInt32 = result.Type == ElementType.Int32;
        var position = isInt32 ? context.Nodes.NewName($"{result.Name}_int64") : result.Name;
        var type = step.Operator is ArgMax ? "ArgMax" : "ArgMin";
        context.Nodes.Add(type, [context.Form == OnnxForm.Qdq ? context.Real(value) : value.Name], [position], NodeAttributes.Int("axis", isFirst ? 1 : axis), NodeAttributes.Int("keepdims", 0));
        if (isInt32)
        {
            context.Nodes.Add("Cast", [position], [result.Name], NodeAttributes.Int("to", ArrayTypes.NumberOf(ElementType.Int32)));
        }
    }

    private static string TypeOf(Operator step) => step switch
    {
        Add => "Add",
        Sub => "Sub",
        Mul => "Mul",
        _ => "Div",
    };
}
