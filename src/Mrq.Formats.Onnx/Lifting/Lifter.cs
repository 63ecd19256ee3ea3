using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>
/// The quantized graph of a model: groups of DequantizeLinear, operator and QuantizeLinear, and QOperators, become the same operators; images have
/// their channels last; what is float at the model's edges stays float.
/// </summary>
internal static class Lifter
{
    /// <summary>Nodes whose operand is an integer that only they give a meaning: the slots of value, scale and zero point.</summary>
    private static readonly (string Type, int Value, int Scale, int ZeroPoint)[] Meanings =
    [
        ("DequantizeLinear", 0, 1, 2), ("QLinearConv", 0, 1, 2), ("QLinearMatMul", 0, 1, 2), ("QLinearMatMul", 3, 4, 5), ("QGemm", 0, 1, 2), ("QLinearAdd", 0, 1, 2), ("QLinearAdd", 3, 4, 5), ("QLinearMul", 0, 1, 2),
        ("QLinearMul", 3, 4, 5), ("QLinearSigmoid", 0, 1, 2), ("QLinearLeakyRelu", 0, 1, 2), ("QLinearSoftmax", 0, 1, 2), ("QLinearAveragePool", 0, 1, 2), ("QLinearGlobalAveragePool", 0, 1, 2),
    ];

    public static (QuantizedGraph Graph, OnnxOrigins Origins) Lift(OnnxGraph graph, InputShapes? shapes)
    {
        var context = new LiftingContext(graph, new ConstantFolder(graph));
        DoubleQuantization.Merge(graph, context.Constants);
        var refusals = new RefusalList();
        var inputs = DefineInputs(context, shapes);
        foreach (var node in graph.Nodes)
        {
            if (context.IsLifted(node) || context.Constants.TryFold(node))
            {
                continue;
            }

            try
            {
                LiftNode(context, node);
            }
            catch (UnmappedException unmapped)
            {
                if (unmapped.Reason.Length > 0)
                {
                    refusals.Add(unmapped.Reason, () => SafeText.Name(node.Description));
                }
            }
        }

        if (!refusals.IsEmpty)
        {
            throw new MrqException(MrqCodes.UnmappedNode, $"{refusals.Text}.");
        }

        ImmutableArray<int> outputs = [.. graph.Proto.Output.Select(output => context.Builder.Plain(context.Find(output.Name) ?? throw OnnxErrors.Invalid("nothing makes this output.", output.Name)))];
        var lifted = new QuantizedGraph
        {
            Name = graph.Proto.Name,
            Tensors = [.. context.Builder.Tensors],
            Operators = [.. context.Builder.Operators],
            Inputs = inputs,
            Outputs = outputs,
        };
        lifted.Validate();
        return (lifted, new OnnxOrigins(
            [.. context.Builder.Computations],
            context.Builder.Constants.ToImmutableDictionary(),
            context.Aliases.ToImmutableDictionary(StringComparer.Ordinal),
            context.Builder.Limits.ToImmutableDictionary()));
    }

    private static void LiftNode(LiftingContext context, OnnxNode node)
    {
        if (node is { Type: "Shape", Domain: "" } && context.Find(node.Input(0)) is { } value)
        {
            var dimensions = value.Shape.Dimensions.Select(dimension => (long)dimension).ToArray();
            var start = (int)Math.Clamp(node.Int("start", 0) is < 0 and var fromEnd ? fromEnd + dimensions.Length : node.Int("start", 0), 0, dimensions.Length);
            var end = (int)Math.Clamp(node.Int("end", int.MaxValue) is < 0 and var toEnd ? toEnd + dimensions.Length : node.Int("end", int.MaxValue), start, dimensions.Length);
            context.Constants.Set(node.Output(), OnnxArray.Of(new TensorShape(end - start), dimensions.AsSpan()[start..end]));
            return;
        }

        NodeLifters.Of(node)(context, node);
    }

    /// <summary>Inputs that are no constants, too. Before IR version 4 every constant was an input; then it counts as what the file says it is.</summary>
    private static ImmutableArray<int> DefineInputs(LiftingContext context, InputShapes? shapes)
    {
        var inputs = ImmutableArray.CreateBuilder<int>();
        var given = context.Graph.Proto.Input.Where(input => !context.Graph.Initializers.ContainsKey(input.Name)).ToList();
        shapes?.RequireInputs(given.ConvertAll(input => input.Name));
        foreach (var input in given)
        {
            var type = input.Type?.TensorType ?? throw new MrqException(MrqCodes.UnmappedNode, "an input is no tensor (a sequence, map or optional).", new MrqPlace(Tensor: input.Name));
            var element = ArrayTypes.Find(type.ElemType) ?? throw new MrqException(MrqCodes.UnmappedNode, $"an input is of {ArrayTypes.NameOf(type.ElemType)}.", new MrqPlace(Tensor: input.Name));
            var shape = ShapeOf(input.Name, type, shapes?.Of(input.Name));
            var value = new Value { Name = input.Name, Type = element, Shape = shape, Parameters = MeaningOf(context, input.Name, shape, element, 0) ?? Itself(element) };
            context.Define(input.Name, value);
            inputs.Add(context.Builder.NewPlain(value));
        }

        return inputs.ToImmutable();
    }

    /// <summary>An open batch is 1; of any other open dimension nobody here knows what it is.</summary>
    private static TensorShape ShapeOf(string name, TypeProto.Types.Tensor type, TensorShape? given)
    {
        if (given is { } wanted)
        {
            var fits = type.Shape is null || (type.Shape.Dim.Count == wanted.Rank && type.Shape.Dim.Select((dimension, axis) => !dimension.HasDimValue || dimension.DimValue <= 0 || dimension.DimValue == wanted[axis]).All(fit => fit));
            return fits && wanted.Dimensions.All(dimension => dimension > 0) && wanted.Dimensions.Aggregate(1d, (product, dimension) => product * dimension) <= int.MaxValue
                ? wanted
                : throw new MrqException(MrqCodes.UnknownDimension, $"the shape {wanted} is not one that the input can have.", new MrqPlace(Tensor: name));
        }

        var dimensions = type.Shape?.Dim ?? throw new MrqException(MrqCodes.UnknownDimension, "the input has no shape: say it with InputShape (--input-shape).", new MrqPlace(Tensor: name));
        var count = 1L;
        var shape = new int[dimensions.Count];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var isKnown = dimensions[axis].HasDimValue && dimensions[axis].DimValue > 0;
            if (!isKnown && axis > 0)
            {
                throw new MrqException(MrqCodes.UnknownDimension, $"dimension {axis} of the input is '{(dimensions[axis].HasDimParam ? SafeText.Name(dimensions[axis].DimParam) : "?")}', no number: say it with InputShape (--input-shape), such as {SafeText.Name(name)}={Example(dimensions)}.", new MrqPlace(Tensor: name));
            }

            count *= isKnown ? dimensions[axis].DimValue : 1;
            if (count is < 0 or > int.MaxValue)
            {
                throw OnnxErrors.Corrupt("the input is too large.", name);
            }

            shape[axis] = isKnown ? (int)dimensions[axis].DimValue : 1;
        }

        return new TensorShape(shape);
    }

    /// <summary>A shape with a number in each open place.</summary>
    private static string Example(IEnumerable<TensorShapeProto.Types.Dimension> dimensions) =>
        string.Join(',', dimensions.Select((dimension, axis) => dimension.HasDimValue && dimension.DimValue > 0 ? dimension.DimValue : axis == 0 ? 1 : 224));

    /// <summary>Activations that nobody gives a scale mean themselves.</summary>
    private static QuantizationParameters? Itself(ElementType type) => type is ElementType.UInt8 or ElementType.Int8 or ElementType.UInt16 or ElementType.Int16 ? new QuantizationParameters(1) : null;

    /// <summary>What the first node that asks for a meaning of integers says, behind nodes that only move them.</summary>
    private static QuantizationParameters? MeaningOf(LiftingContext context, string name, TensorShape shape, ElementType type, int depth)
    {
        foreach (var (node, slot) in context.Graph.ConsumersOf(name))
        {
            try
            {
                foreach (var (_, _, scale, zeroPoint) in Meanings.Where(meaning => meaning.Type == node.Type && meaning.Value == slot))
                {
                    return QuantizationReader.Read(node, context.Constants, node.Input(scale), node.HasInput(zeroPoint) ? node.Inputs[zeroPoint] : null, shape, type).Parameters;
                }

                if (node.Type == "QLinearConcat" && slot >= 2 && slot % 3 == 2)
                {
                    return QuantizationReader.Read(node, context.Constants, node.Input(slot + 1), node.HasInput(slot + 2) ? node.Inputs[slot + 2] : null, shape, type).Parameters;
                }

                if ((slot == 0 || node.Type == "Concat") && depth < 8 && node.Type is "Concat" or "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Transpose" or "MaxPool" or "Slice" or "Identity" or "Clip" && MeaningOf(context, node.Output(), shape, type, depth + 1) is { IsPerTensor: true } behind)
                {
                    return behind;
                }
            }
            catch (UnmappedException)
            {
                // Its own node will tell.
            }
        }

        return null;
    }
}
