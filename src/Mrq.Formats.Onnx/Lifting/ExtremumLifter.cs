using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>Which value is the greatest or the least, and the greater or lesser of two: integers are compared where they mean what they are compared by.</summary>
internal static class ExtremumLifter
{
    public static void Position(LiftingContext context, OnnxNode node)
    {
        var value = context.Input(node, 0);
        var input = value.Integers is { } known && PoolingLifter.IsMonotone(known, value.Function) ? known : value;
        LiftingContext.Require(input.Parameters is { IsPerTensor: true }, $"{node.Key} of real numbers, not of dequantized ones");
        LiftingContext.Require(node.Int("select_last_index", 0) == 0, $"{node.Key} takes the last of equal values");
        var rank = input.Shape.Rank;
        var axis = (ShapeRules.Axes([(int)Math.Clamp(node.Int("axis", 0), -100, 100)], rank) ?? throw new UnmappedException("an axis that there is not"))[0];
        var keeps = node.Int("keepdims", 1) != 0;
        var isImage = rank == 4 && axis == 1 && input is { Image: not null, Plain: null };
        var source = isImage ? context.Builder.Image(input) : context.Builder.Plain(input);

        // TFLite's positions are of 32 bits where it says so, ONNX's of 64 that somebody casts.
        var cast = context.Graph.OnlyConsumerOf(node.Output()) is { Type: "Cast", Domain: "" } reader && ArrayTypes.Find((int)reader.Int("to", 0)) == ElementType.Int32 ? reader : null;
        var type = cast is null ? ElementType.Int64 : ElementType.Int32;
        var reduced = new TensorShape([.. input.Shape.Dimensions.RemoveAt(axis)]);
        var result = new Value { Name = cast?.Output() ?? node.Output(), Type = type, Shape = keeps ? new TensorShape([.. input.Shape.Dimensions.SetItem(axis, 1)]) : reduced };
        var target = keeps ? context.Builder.Add(new Tensor { Name = $"{result.Name}_reduced", Type = type, Shape = reduced }) : context.Builder.NewPlain(result);
        ImmutableArray<int> inputs = [source, context.Builder.AddConstant($"{result.Name}_axis", OnnxArray.Of(default, [isImage ? GraphBuilder.ImageAxis(4, axis) : axis]))];
        context.Builder.Emit(node.Type == "ArgMax" ? new ArgMax { Inputs = inputs, Outputs = [target], OutputType = type } : new ArgMin { Inputs = inputs, Outputs = [target], OutputType = type });
        if (keeps)
        {
            context.Builder.Emit(new Reshape { Inputs = [target], Outputs = [context.Builder.NewPlain(result)] });
        }

        context.Define(result.Name, result);
        if (cast is not null)
        {
            context.MarkLifted([cast]);
        }
    }

    public static void OfTwo(LiftingContext context, OnnxNode node)
    {
        LiftingContext.Require(node.Inputs.Length == 2, $"{node.Key} of {node.Inputs.Length} values");
        var (left, right) = (context.Input(node, 0), context.Input(node, 1));
        var shape = ShapeRules.Broadcast(left.Shape, right.Shape) ?? throw new UnmappedException($"{left.Shape} and {right.Shape} do not broadcast");
        if (left is { Integers.Parameters: { IsPerTensor: true } parameters, Function: null } && right is { Integers.Parameters: { } other, Function: null } && parameters.Equals(other) && left.Integers.Type == right.Integers.Type
            && context.GroupOf(node, shape) is { CoversLimits: true } group && group.Output.Type == left.Integers.Type && parameters.Equals(group.Output.Parameters))
        {
            Emit(context, node, group.Output, left.Integers, right.Integers);
            context.Close(group);
            return;
        }

        LiftingContext.Require(left.Type == ElementType.Float32 && right.Type == ElementType.Float32, $"values of {left.Type.FieldName()} and {right.Type.FieldName()} are compared");
        var real = new Value { Name = node.Output(), Type = ElementType.Float32, Shape = shape };
        Emit(context, node, real, left, right);
        context.Define(node.Output(), real);
    }

    private static void Emit(LiftingContext context, OnnxNode node, Value result, Value left, Value right)
    {
        var (inputs, isImage) = ElementwiseLifter.Operands(context, result.Shape, left, right);
        var output = isImage ? context.Builder.NewImage(result) : context.Builder.NewPlain(result);
        context.Builder.Emit(node.Type == "Max" ? new Maximum { Inputs = inputs, Outputs = [output] } : new Minimum { Inputs = inputs, Outputs = [output] }, result.Parameters is null ? OnnxComputation.Unfused : OnnxComputation.Fused);
    }
}
