using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>Functions of one value, and those of rows.</summary>
internal static class ActivationLowerer
{
    public static void Clamp(LoweringContext context, GraphStep step)
    {
        var (input, output) = Operands(context, step);
        if (context.IsQOperator(output))
        {
            UnwritableException.Require(input.Type == output.Type && Equals(input.Parameters, output.Parameters), $"{step.Operator.Name} from one scale to another has no QOperator");
            context.ClipIntegers(input, output, LoweringContext.RangeOf(output, ActivationBounds.Of(step.Operator)));
            return;
        }

        var (real, cut) = (context.Real(input), output.IsQuantized ? context.Nodes.NewName($"{output.Name}_clamped") : output.Name);
        context.Clamp(real, cut, ActivationBounds.Of(step.Operator));
        if (output.IsQuantized)
        {
            context.Quantize(cut, output);
        }
    }

    public static void Function(LoweringContext context, GraphStep step)
    {
        var (input, output) = Operands(context, step);
        var type = TypeOf(context.Nodes, step.Operator, out var attributes);
        if (!context.IsQOperator(output))
        {
            context.Compute(type, [input], [], output, ActivationLimits.None, attributes);
            return;
        }

        UnwritableException.Require(type is "Sigmoid" or "LeakyRelu", $"{step.Operator.Name} has no QOperator");
        ConvolutionLowerer.RequireBytes(input, output);
        var (inputGrid, outputGrid) = (context.Grid(input), context.Grid(output));
        context.Nodes.AddMicrosoft($"QLinear{type}", [input.Name, inputGrid.Scale, inputGrid.ZeroPoint, outputGrid.Scale, outputGrid.ZeroPoint], [output.Name], attributes);
    }

    /// <summary>A table is written as the function that it is of, else as what it is.</summary>
    public static void Table(LoweringContext context, GraphStep step)
    {
        var function = ((Table)step.Operator).Function;
        if (function is null || !IsTableOf(step, function) || (context.Form == OnnxForm.QOperator && OperatorLowerers.Nodes(function).QOperator is null))
        {
            LookUp(context, step);
            return;
        }

        var alone = function with { Inputs = [step.Operator.Inputs[0]], Outputs = step.Operator.Outputs };
        OperatorLowerers.Of(alone)(context, new GraphStep(context.Graph with { Operators = context.Graph.Operators.SetItem(step.Index, alone) }, step.Index));
    }

    /// <summary>A constant of 256 entries, from which integers take theirs: ONNX counts those below zero from its end, as a table's bits do.</summary>
    private static void LookUp(LoweringContext context, GraphStep step)
    {
        var (input, output) = Operands(context, step);
        var entries = context.ArrayOf(step.Operator.Inputs[1]);
        UnwritableException.Require(input.Type is ElementType.UInt8 or ElementType.Int8 && entries.Shape.ElementCount == 256, "a table of other entries than the 256 of its integers");
        var (table, indices) = (context.Nodes.Constant(context.NameOf(step.Operator.Inputs[1]), entries.Reshaped(new TensorShape(256))), context.Nodes.NewName($"{output.Name}_indices"));
        context.Nodes.Add("Cast", [input.Name], [indices], NodeAttributes.Int("to", ArrayTypes.NumberOf(ElementType.Int32)));
        context.Nodes.Add("Gather", [table, indices], [output.Name], NodeAttributes.Int("axis", 0));
    }

    /// <summary>Whether the entries are what a runtime computes for the function that stands for them.</summary>
    private static bool IsTableOf(GraphStep step, Operator function)
    {
        var (input, table, output) = (step.Input(0), step.Input(1), step.Output());
        if (input.Quantization is not { IsPerTensor: true } || table.Data is not { } entries)
        {
            return false;
        }

        var node = new NodeProto { Input = { "x" } };
        if (function is Relu or Relu6 or ReluN1To1)
        {
            var (low, high) = ActivationBounds.Of(function);
            return IsSame(value => Math.Min(Math.Max(value, low), high));
        }

        node.OpType = TypeOf(new NodeBuilder(), function, out var attributes);
        node.Attribute.AddRange(attributes);
        return RealFunctions.Of(new OnnxNode(node, 0), new ConstantFolder(new OnnxGraph(new ModelProto { Graph = new GraphProto() }, new ExternalData(null)))) is { } real && IsSame(real);

        bool IsSame(Func<float, float> compute)
        {
            var integers = new Value { Name = "x", Type = input.Type, Shape = input.Shape, Parameters = input.Quantization };
            var expected = output.Type == ElementType.Float32
                ? OnnxArray.Of(table.Shape, TableValues.Real(integers, compute))
                : OnnxArray.Of(output.Type, table.Shape, TableValues.Quantized(integers, compute, new Value { Name = "y", Type = output.Type, Shape = output.Shape, Parameters = output.Quantization }));
            return expected.Bytes.Span.SequenceEqual(entries.Span);
        }
    }

    /// <summary>1 / √x has no operator of its own.</summary>
    public static void InverseRoot(LoweringContext context, GraphStep step)
    {
        var (input, output) = Operands(context, step);
        UnwritableException.Require(!context.IsQOperator(output), $"{step.Operator.Name} has no QOperator");
        var root = context.Nodes.NewName($"{output.Name}_root");
        context.Nodes.Add("Sqrt", [context.Real(input)], [root]);
        context.Compute("Reciprocal", [output with { Name = root, Parameters = null }], output);
    }

    public static void Prelu(LoweringContext context, GraphStep step)
    {
        var prelu = step.Operator;
        var isFirst = context.PreferChannelsFirst(prelu.Inputs);
        var (input, slope) = (context.Operand(prelu.Inputs[0], isFirst), context.Operand(prelu.Inputs[1], isFirst));
        var output = context.Define(prelu.Outputs[0], isFirst);
        UnwritableException.Require(!context.IsQOperator(output), "PRELU has no QOperator");
        context.Compute("PRelu", [input, slope], output);
    }

    /// <summary>Over the last axis of the graph's order. A factor in the exponents is one on the scale of what is read.</summary>
    public static void Softmax(LoweringContext context, GraphStep step)
    {
        var softmax = (Softmax)step.Operator;
        var isFirst = context.IsChannelsFirst(softmax.Inputs[0]) && !(context.Graph.Tensors[softmax.Inputs[0]].Shape is var shape && shape[1] * shape[2] == 1);
        var (input, output) = (context.In(isFirst, softmax.Inputs[0]), context.Define(softmax.Outputs[0], isFirst));
        var axis = NodeAttributes.Int("axis", isFirst ? 1 : -1);
        if (softmax.Beta != 1)
        {
            UnwritableException.Require(input.Parameters is { IsPerTensor: true }, "a softmax of real numbers with a factor");
            input = input with { Parameters = new QuantizationParameters(softmax.Beta * input.Parameters!.Scale, input.Parameters.ZeroPoint), Grid = $"{input.Grid}_times_beta" };
        }

        if (!context.IsQOperator(output))
        {
            context.Compute("Softmax", [input], [], output, ActivationLimits.None, axis);
            return;
        }

        ConvolutionLowerer.RequireBytes(input, output);
        var (inputGrid, outputGrid) = (context.Grid(input), context.Grid(output));
        context.Nodes.AddMicrosoft("QLinearSoftmax", [input.Name, inputGrid.Scale, inputGrid.ZeroPoint, outputGrid.Scale, outputGrid.ZeroPoint], [output.Name], axis, NodeAttributes.Int("opset", 13));
    }

    /// <summary>LOG_SOFTMAX and L2_NORMALIZATION, over the last axis of the graph's order.</summary>
    public static void Rows(LoweringContext context, GraphStep step)
    {
        var isFirst = context.IsChannelsFirst(step.Operator.Inputs[0]);
        var (input, output) = Operands(context, step);
        UnwritableException.Require(!context.IsQOperator(output), $"{step.Operator.Name} has no QOperator");
        var axis = NodeAttributes.Int("axis", isFirst ? 1 : -1);
        if (step.Operator is LogSoftmax)
        {
            context.Compute("LogSoftmax", [input], [], output, ActivationLimits.None, axis);
        }
        else
        {
            context.Compute("LpNormalization", [input], [], output, ActivationBounds.Of(step.Operator), axis, NodeAttributes.Int("p", 2));
        }
    }

    private static (LoweredValue Input, LoweredValue Output) Operands(LoweringContext context, GraphStep step)
    {
        var (input, output) = (step.Operator.Inputs[0], step.Operator.Outputs[0]);
        var isFirst = context.IsChannelsFirst(input) && context.Graph.Tensors[output].Shape == context.Graph.Tensors[input].Shape;
        return (context.In(isFirst, input), context.Define(output, isFirst));
    }

    private static string TypeOf(NodeBuilder nodes, Operator step, out AttributeProto[] attributes)
    {
        attributes = [];
        switch (step)
        {
            case Logistic:
                return "Sigmoid";
            case Tanh:
                return "Tanh";
            case HardSwish:
                nodes.RequireOpset(14);
                return "HardSwish";
            case LeakyRelu leaky:
                attributes = [NodeAttributes.Float("alpha", leaky.Alpha)];
                return "LeakyRelu";
            case Elu:
                return "Elu";
            case Gelu gelu:
                nodes.RequireOpset(20);
                attributes = [NodeAttributes.Text("approximate", gelu.Approximate ? "tanh" : "none")];
                return "Gelu";
            case Abs:
                return "Abs";
            case Exp:
                return "Exp";
            case Log:
                return "Log";
            default:
                return "Sqrt";
        }
    }
}
