using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.Onnx;

/// <summary>Concat: of integers where all parts have one meaning or a QuantizeLinear gives them one, else of real numbers.</summary>
internal static class ConcatLifter
{
    public static void Concat(LiftingContext context, OnnxNode node)
    {
        var values = node.Inputs.Select((_, slot) => context.Input(node, slot)).ToList();
        var (axis, shape) = Shape(node, values);
        if (values.TrueForAll(value => value is { Integers.Parameters.IsPerTensor: true, Function: null }))
        {
            var integers = values.ConvertAll(value => value.Integers!);
            if (context.GroupOf(node, shape) is { CoversLimits: true } group && integers.TrueForAll(part => part.Type == group.Output.Type))
            {
                Emit(context, integers, group.Output, axis, Int8Rule.OfSameTypes(context, [.. integers, group.Output]));
                context.Close(group);
                return;
            }

            if (integers.TrueForAll(part => part.Type == integers[0].Type && part.Parameters!.Equals(integers[0].Parameters)))
            {
                var joined = new Value { Name = $"{node.Output()}_integers", Type = integers[0].Type, Shape = shape, Parameters = integers[0].Parameters };
                Emit(context, integers, joined, axis, OnnxComputation.Fused);
                context.Define(node.Output(), new Value { Name = node.Output(), Type = ElementType.Float32, Shape = shape, Integers = joined });
                return;
            }
        }

        LiftingContext.Require(values.TrueForAll(value => value.Type == values[0].Type && Equals(value.Parameters, values[0].Parameters)), "parts of different types or meanings");
        var result = new Value { Name = node.Output(), Type = values[0].Type, Shape = shape, Parameters = values[0].Parameters };
        Emit(context, values, result, axis, OnnxComputation.Unfused);
        context.Define(node.Output(), result);
    }

    /// <summary>y scale, y zero point, then x, scale and zero point of each part.</summary>
    public static void QLinear(LiftingContext context, OnnxNode node)
    {
        LiftingContext.Require(node.Inputs.Length >= 5 && (node.Inputs.Length - 2) % 3 == 0, "parts lack scales or zero points");
        var parts = Enumerable.Range(0, (node.Inputs.Length - 2) / 3).Select(part => context.Operand(node, 2 + (3 * part), 3 + (3 * part), 4 + (3 * part))).ToList();
        var (axis, shape) = Shape(node, parts);
        var output = context.Result(node, 0, 1, shape);
        Emit(context, parts, output, axis, OnnxComputation.Fused);
        context.Define(node.Output(), output);
    }

    private static (int Axis, TensorShape Shape) Shape(OnnxNode node, List<Value> parts)
    {
        var first = parts[0].Shape;
        var axis = (ShapeRules.Axes([(int)Math.Clamp(node.Int("axis", 0), -100, 100)], first.Rank) ?? throw new UnmappedException("an axis that there is not"))[0];
        foreach (var part in parts)
        {
            LiftingContext.Require(part.Shape.Rank == first.Rank && Enumerable.Range(0, first.Rank).All(other => other == axis || part.Shape[other] == first[other]), $"{first} and {part.Shape} do not stand side by side");
        }

        return (axis, new TensorShape([.. first.Dimensions.Select((dimension, other) => other == axis ? parts.Aggregate(0, (sum, part) => checked(sum + part.Shape[axis])) : dimension)]));
    }

    private static void Emit(LiftingContext context, List<Value> parts, Value output, int axis, OnnxComputation computation)
    {
        var isImage = output.Shape.Rank == 4 && parts.Exists(part => part is { Constant: null, Image: not null, Plain: null });
        ImmutableArray<int> inputs = [.. parts.Select(part => isImage ? context.Builder.Image(part) : context.Builder.Plain(part))];
        var target = isImage ? context.Builder.NewImage(output) : context.Builder.NewPlain(output);
        context.Builder.Emit(new Concatenation { Inputs = inputs, Outputs = [target], Axis = isImage ? GraphBuilder.ImageAxis(4, axis) : axis }, computation);
    }
}
