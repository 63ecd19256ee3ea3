using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>Functions of one value. A chain of them on 8-bit integers is one table, whatever they are.</summary>
internal static class UnaryLifter
{
    public static void Unary(LiftingContext context, OnnxNode node)
    {
        var value = context.Input(node, 0);
        if (value is { Integers: null, Parameters: not null } && node.Type == "Clip")
        {
            ClipIntegers(context, node, value);
            return;
        }

        var function = RealFunctions.Of(node, context.Constants) ?? throw new UnmappedException("a parameter of the function is computed");
        if (value.Integers is { Constant: null, Type: ElementType.UInt8 or ElementType.Int8, Parameters.IsPerTensor: true } integers && value.Plain is null && value.Image is null)
        {
            var inner = value.Function;
            context.Define(node.Output(), Value.OfFunction(node.Output(), value.Shape, integers, inner is null ? function : x => function(inner(x)), value.Steps + 1, inner is null ? OperatorOf(node, context.Constants) : null));
            return;
        }

        LiftingContext.Require(value.Type == ElementType.Float32, $"a function of {value.Type.FieldName()}");
        var real = new Value { Name = node.Output(), Type = ElementType.Float32, Shape = value.Shape };
        if (node.Type is not ("Relu" or "Clip") && OperatorOf(node, context.Constants) is { } operation)
        {
            var (values, isInImage) = context.Builder.Any(value);
            context.Builder.Emit(operation with { Inputs = [values], Outputs = [isInImage ? context.Builder.NewImage(real) : context.Builder.NewPlain(real)] }, OnnxComputation.Unfused);
            context.Define(node.Output(), real);
            return;
        }

        if (!ActivationLimits.TryRead(node, node.Inputs[0], context.Constants, out var limits))
        {
            throw new UnmappedException($"{node.Key} of real numbers, not of dequantized ones of 8 bits");
        }

        var (source, isImage) = context.Builder.Any(value);
        if (limits is (0, float.PositiveInfinity))
        {
            context.Builder.Emit(new Relu { Inputs = [source], Outputs = [Target(real)] }, OnnxComputation.Unfused);
        }
        else
        {
            var above = float.IsFinite(limits.High) ? new Value { Name = $"{real.Name}_above", Type = ElementType.Float32, Shape = value.Shape } : real;
            context.Builder.Emit(new Maximum { Inputs = [source, Limit("low", Math.Max(limits.Low, float.MinValue))], Outputs = [Target(above)] }, OnnxComputation.Unfused);
            if (above != real)
            {
                context.Builder.Emit(new Minimum { Inputs = [context.Builder.Any(above).Tensor, Limit("high", limits.High)], Outputs = [Target(real)] }, OnnxComputation.Unfused);
            }
        }

        context.Define(node.Output(), real);

        int Target(Value target) => isImage ? context.Builder.NewImage(target) : context.Builder.NewPlain(target);
        int Limit(string name, float limit) => context.Builder.AddConstant($"{real.Name}_{name}", OnnxArray.Of(default, [limit]));
    }

    /// <summary>QLinearSigmoid and QLinearLeakyRelu: x, scale, zero point, y scale, y zero point.</summary>
    public static void QLinear(LiftingContext context, OnnxNode node)
    {
        var input = context.Operand(node, 0, 1, 2);
        var output = context.Result(node, 3, 4, input.Shape);
        QuantizationLifter.Table(context, input, RealFunctions.Of(node, context.Constants)!, output, OperatorOf(node, context.Constants));
        context.Define(node.Output(), output);
    }

    /// <summary>The operator that is a function alone; null where none is.</summary>
    private static Operator? OperatorOf(OnnxNode node, ConstantFolder constants) => node.Type switch
    {
        "Relu" or "Clip" when ActivationLimits.TryRead(node, node.Inputs[0], constants, out var limits) => limits switch
        {
            (0, float.PositiveInfinity) => new Relu { Inputs = [], Outputs = [] },
            (0, 6) => new Relu6 { Inputs = [], Outputs = [] },
            (-1, 1) => new ReluN1To1 { Inputs = [], Outputs = [] },
            _ => null,
        },
        "Sigmoid" or "QLinearSigmoid" => new Logistic { Inputs = [], Outputs = [] },
        "Tanh" => new Tanh { Inputs = [], Outputs = [] },
        "HardSwish" => new HardSwish { Inputs = [], Outputs = [] },
        "LeakyRelu" or "QLinearLeakyRelu" => new LeakyRelu { Alpha = node.Float("alpha", 0.01f), Inputs = [], Outputs = [] },
        "Elu" when node.Float("alpha", 1) == 1 => new Elu { Inputs = [], Outputs = [] },
        "Gelu" => new Gelu { Approximate = node.Text("approximate", "none") == "tanh", Inputs = [], Outputs = [] },
        "Abs" => new Abs { Inputs = [], Outputs = [] },
        "Exp" => new Exp { Inputs = [], Outputs = [] },
        "Log" => new Log { Inputs = [], Outputs = [] },
        "Sqrt" => new Sqrt { Inputs = [], Outputs = [] },
        _ => null,
    };

    public static void Identity(LiftingContext context, OnnxNode node)
    {
        if (node.Type == "Cast" && MovementLifter.IsLookUp(context, node))
        {
            return;
        }

        if (node.Type == "Cast" && context.Input(node, 0) is { Integers: null, Constant: null, Parameters: { } parameters, Type: ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 } narrow && ArrayTypes.Find((int)node.Int("to", 0)) == ElementType.Int32)
        {
            var wide = new Value { Name = node.Output(), Type = ElementType.Int32, Shape = narrow.Shape, Parameters = parameters };
            var (source, isImage) = context.Builder.Any(narrow);
            context.Builder.Emit(new Quantize { Inputs = [source], Outputs = [isImage ? context.Builder.NewImage(wide) : context.Builder.NewPlain(wide)] }, OnnxComputation.Unfused);
            context.Define(node.Output(), wide);
            return;
        }

        LiftingContext.Require(node.Type != "Cast" || (context.Input(node, 0).Type is { } type && ArrayTypes.Find((int)node.Int("to", 0)) == type), "values are cast to another type");
        context.Define(node.Output(), context.Input(node, 0));
    }

    /// <summary>What quantizers of fewer bits than the type has put between QuantizeLinear and DequantizeLinear.</summary>
    private static void ClipIntegers(LiftingContext context, OnnxNode node, Value value)
    {
        var (low, high) = value.Type.IntegerRange();
        var range = (Limit(1, low), Limit(2, high));
        var output = new Value { Name = node.Output(), Type = value.Type, Shape = value.Shape, Parameters = value.Parameters };
        context.Cut(value, output, range, isReal: false);
        context.Define(node.Output(), output);

        int Limit(int slot, int otherwise) => context.Integers(node, slot) switch { null => otherwise, [var limit] => (int)Math.Clamp(limit, low, high), _ => throw new UnmappedException("a limit is no scalar") };
    }
}
