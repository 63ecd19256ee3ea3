using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.Onnx;

/// <summary>Add, Sub, Mul and Div of two values, quantized, real, or both functions of one value.</summary>
internal static class ElementwiseLifter
{
    public static void Binary(LiftingContext context, OnnxNode node)
    {
        if (QuantizationLifter.TryWiden(context, node))
        {
            return;
        }

        var (left, right) = (context.Input(node, 0), context.Input(node, 1));
        var shape = Shape(left, right);
        if (Composed(node, left, right, shape) is { } composed)
        {
            context.Define(node.Output(), composed);
            return;
        }

        if (IsQuantized(left) && IsQuantized(right) && left.Integers!.Type == right.Integers!.Type && context.GroupOf(node, shape) is { Output.Parameters.IsPerTensor: true } group && group.Output.Type == left.Integers.Type)
        {
            var (a, b) = (left.Integers, right.Integers);
            var computation = node.Type is "Add" or "Mul" ? Int8Rule.OfSameTypes(context, a, b, group.Output) : OnnxComputation.Unfused;
            var (inputs, isImage) = Operands(context, shape, a, b);
            context.EmitActivated(group, isImage, computation, (activation, output) => BinaryOf(node, activation, inputs, output));
            context.Close(group);
            return;
        }

        LiftingContext.Require(left.Type == ElementType.Float32 && right.Type == ElementType.Float32, $"values of {left.Type.FieldName()} and {right.Type.FieldName()} are computed");
        var real = new Value { Name = node.Output(), Type = ElementType.Float32, Shape = shape };
        var (tensors, inImage) = Operands(context, shape, left, right);
        context.Builder.Emit(BinaryOf(node, ActivationFunctionType.None, tensors, inImage ? context.Builder.NewImage(real) : context.Builder.NewPlain(real)), OnnxComputation.Unfused);
        context.Define(node.Output(), real);
    }

    /// <summary>Real values are compared: of integers of one type by their scales, else in float32.</summary>
    public static void Comparison(LiftingContext context, OnnxNode node)
    {
        var (left, right) = (context.Input(node, 0), context.Input(node, 1));
        var shape = Shape(left, right);
        if (IsQuantized(left) && IsQuantized(right) && left.Integers!.Type == right.Integers!.Type && left.Integers.Type != ElementType.Int32)
        {
            (left, right) = (left.Integers, right.Integers);
        }

        LiftingContext.Require(left.Parameters is not null || (left.Type == ElementType.Float32 && right.Type == ElementType.Float32), $"values of {left.Type.FieldName()} and {right.Type.FieldName()} are compared");
        var negation = node.Type == "Equal" && context.Graph.OnlyConsumerOf(node.Output()) is { Type: "Not", Domain: "" } reader ? reader : null;
        var result = new Value { Name = negation?.Output() ?? node.Output(), Type = ElementType.Bool, Shape = shape };
        var (inputs, isImage) = Operands(context, shape, left, right);
        ImmutableArray<int> outputs = [isImage ? context.Builder.NewImage(result) : context.Builder.NewPlain(result)];
        Operator step = node.Type switch
        {
            "Equal" when negation is not null => new NotEqual { Inputs = inputs, Outputs = outputs },
            "Equal" => new Equal { Inputs = inputs, Outputs = outputs },
            "Greater" => new Greater { Inputs = inputs, Outputs = outputs },
            "GreaterOrEqual" => new GreaterEqual { Inputs = inputs, Outputs = outputs },
            "Less" => new Less { Inputs = inputs, Outputs = outputs },
            _ => new LessEqual { Inputs = inputs, Outputs = outputs },
        };
        context.Builder.Emit(step, OnnxComputation.Unfused);
        context.Define(result.Name, result);
        if (negation is not null)
        {
            context.MarkLifted([negation]);
        }
    }

    /// <summary>a, scale, zero point, b, scale, zero point, y scale, y zero point.</summary>
    public static void QLinear(LiftingContext context, OnnxNode node)
    {
        var (left, right) = (context.Operand(node, 0, 1, 2), context.Operand(node, 3, 4, 5));
        var shape = Shape(left, right);
        var output = context.Result(node, 6, 7, shape);
        RequirePerTensor(left, right, output);
        var (inputs, isImage) = Operands(context, shape, left, right);
        context.Builder.Emit(BinaryOf(node, ConvolutionLifter.Saturation(output), inputs, isImage ? context.Builder.NewImage(output) : context.Builder.NewPlain(output)));
        context.Define(node.Output(), output);
    }

    /// <summary>A slope for each channel is real; a quantized one and one for all are what PRELU has elsewhere.</summary>
    public static void PRelu(LiftingContext context, OnnxNode node)
    {
        var (data, slope) = (context.Input(node, 0), context.Input(node, 1));
        LiftingContext.Require(slope.Constant is not null, "the slope is computed");
        if (slope.Integers is null && slope.Constant.Single is { } alpha && data is { Integers: not null, Function: null })
        {
            context.Define(node.Output(), Value.OfFunction(node.Output(), data.Shape, data.Integers, x => x < 0 ? alpha * x : x, 1, new LeakyRelu { Alpha = alpha, Inputs = [], Outputs = [] }));
            return;
        }

        var ends = OperatorEnds.Of(context, node);
        var (inputs, isImage) = Operands(context, data.Shape, ends.Input, ends.AreReal ? slope : slope.Integers ?? slope);
        context.Builder.Emit(new Prelu { Inputs = inputs, Outputs = [isImage ? context.Builder.NewImage(ends.Output) : context.Builder.NewPlain(ends.Output)] }, OnnxComputation.Unfused);
        ends.Close(context, node);
    }

    /// <summary>Tensors of operands that broadcast, in the order of images where one of them is held in that alone.</summary>
    public static (ImmutableArray<int> Tensors, bool IsImage) Operands(LiftingContext context, TensorShape shape, params ReadOnlySpan<Value> values)
    {
        var isImage = false;
        var canBeImage = shape.Rank == 4;
        foreach (var value in values)
        {
            var held = value.Integers is { Constant: null } integers && value.Image is null && value.Plain is null ? integers : value;
            isImage |= value.Constant is null && held.Image is not null && held.Plain is null;
            canBeImage &= value.Constant is not null || value.Shape.Rank == 4 || value.Shape.ElementCount == 1;
        }

        var tensors = ImmutableArray.CreateBuilder<int>(values.Length);
        foreach (var value in values)
        {
            tensors.Add(!(isImage && canBeImage) || value.Shape.ElementCount == 1 ? context.Builder.Plain(value) : context.Builder.Image(Widened(value)));
        }

        return (tensors.MoveToImmutable(), isImage && canBeImage);
    }

    /// <summary>A constant with as many axes as an image has.</summary>
    private static Value Widened(Value value)
    {
        if (value.Constant is not { } constant || value.Shape.Rank == 4)
        {
            return value;
        }

        var shape = new TensorShape([.. Enumerable.Repeat(1, 4 - value.Shape.Rank), .. value.Shape.Dimensions]);
        LiftingContext.Require(value.Integers is null, "a dequantized constant has fewer axes than what it is computed with");
        return new Value { Name = value.Name, Type = value.Type, Shape = shape, Parameters = value.Parameters, Constant = constant.Reshaped(shape) };
    }

    private static TensorShape Shape(Value left, Value right) => ShapeRules.Broadcast(left.Shape, right.Shape) ?? throw new UnmappedException($"{left.Shape} and {right.Shape} do not broadcast");

    private static bool IsQuantized(Value value) => value is { Integers.Parameters.IsPerTensor: true, Function: null };

    private static void RequirePerTensor(params ReadOnlySpan<Value> values)
    {
        foreach (var value in values)
        {
            LiftingContext.Require(value.Parameters is { IsPerTensor: true }, "channels of an activation have scales of their own");
        }
    }

    /// <summary>Two functions of one value, or one and a number, are a function of that value.</summary>
    private static Value? Composed(OnnxNode node, Value left, Value right, TensorShape shape)
    {
        static float? Number(Value value) => value.Integers is null ? value.Constant?.Single : null;
        Func<float, float, float> operation = node.Type switch
        {
            "Add" => static (a, b) => a + b,
            "Sub" => static (a, b) => a - b,
            "Mul" => static (a, b) => a * b,
            "Div" => static (a, b) => a / b,
            _ => static (a, b) => MathF.Pow(a, b),
        };
        Value Of(Value integers, Func<float, float> function) => Value.OfFunction(node.Output(), shape, integers, function, left.Steps + right.Steps + 1);
        static bool IsFunction(Value value) => value is { Integers: { Constant: null, Type: ElementType.UInt8 or ElementType.Int8, Parameters.IsPerTensor: true } };
        static Func<float, float> FunctionOf(Value value) => value.Function ?? (static x => x);
        if (IsFunction(left) && Number(right) is { } behind && shape == left.Shape)
        {
            var function = FunctionOf(left);
            return Of(left.Integers!, x => operation(function(x), behind));
        }

        if (IsFunction(right) && Number(left) is { } before && shape == right.Shape)
        {
            var function = FunctionOf(right);
            return Of(right.Integers!, x => operation(before, function(x)));
        }

        if (IsFunction(left) && IsFunction(right) && left.Integers == right.Integers && (left.Function is not null || right.Function is not null))
        {
            var (first, second) = (FunctionOf(left), FunctionOf(right));
            return Of(left.Integers!, x => operation(first(x), second(x)));
        }

        return null;
    }

    private static Operator BinaryOf(OnnxNode node, ActivationFunctionType activation, ImmutableArray<int> inputs, int output) => node.Type switch
    {
        "Add" or "QLinearAdd" => new Add { Inputs = inputs, Outputs = [output], FusedActivationFunction = activation, PotScaleInt16 = false },
        "Sub" => new Sub { Inputs = inputs, Outputs = [output], FusedActivationFunction = activation, PotScaleInt16 = false },
        "Div" => new Div { Inputs = inputs, Outputs = [output], FusedActivationFunction = activation },
        "Mul" or "QLinearMul" => new Mul { Inputs = inputs, Outputs = [output], FusedActivationFunction = activation },
        _ => throw new UnmappedException($"{node.Key} of two computed values"),
    };
}
