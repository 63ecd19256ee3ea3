using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.Onnx;

/// <summary>Softmax over one axis, or, below opset 13, over all axes from one on: SOFTMAX over the last.</summary>
internal static class SoftmaxLifter
{
    public static void Softmax(LiftingContext context, OnnxNode node)
    {
        var ends = OperatorEnds.Of(context, node);
        Emit(context, node, ends.Input, ends.Output, context.Graph.Opset, ends.AreReal ? OnnxComputation.Unfused : Int8Rule.OfSameTypes(context, ends.Input, ends.Output));
        ends.Close(context, node);
    }

    /// <summary>LogSoftmax and LpNormalization over the last axis, which float32 alone has operators for.</summary>
    public static void OfRows(LiftingContext context, OnnxNode node)
    {
        var ends = OperatorEnds.Of(context, node);
        var (input, output) = (ends.Input, ends.Output);
        LiftingContext.Require(node.Type == "LogSoftmax" || node.Int("p", 2) == 2, "a norm that is not the Euclidean one");
        LiftingContext.Require(node.Type != "LogSoftmax" || context.Graph.Opset >= 13, "LogSoftmax over all axes from one on");
        var rank = input.Shape.Rank;
        var axis = (ShapeRules.Axes([(int)Math.Clamp(node.Int("axis", -1), -100, 100)], rank) ?? throw new UnmappedException("an axis that there is not"))[0];
        var isImage = rank == 4 && axis == 1 && input is { Image: not null, Plain: null };
        LiftingContext.Require(isImage || axis == rank - 1, $"{node.Key} over another axis than the last, or than channels");
        var source = isImage ? context.Builder.Image(input) : context.Builder.Plain(input);
        var target = isImage ? context.Builder.NewImage(output) : context.Builder.NewPlain(output);
        context.Builder.Emit(node.Type == "LogSoftmax" ? new LogSoftmax { Inputs = [source], Outputs = [target] } : new L2Normalization { Inputs = [source], Outputs = [target] }, OnnxComputation.Unfused);
        ends.Close(context, node);
    }

    /// <summary>x, scale, zero point, y scale, y zero point.</summary>
    public static void QLinear(LiftingContext context, OnnxNode node)
    {
        var input = context.Operand(node, 0, 1, 2);
        var output = context.Result(node, 3, 4, input.Shape);
        LiftingContext.Require(input.Parameters is { IsPerTensor: true } && output.Parameters is { IsPerTensor: true }, "channels of an activation have scales of their own");
        Emit(context, node, input, output, node.Int("opset", 13), OnnxComputation.Fused);
        context.Define(node.Output(), output);
    }

    private static void Emit(LiftingContext context, OnnxNode node, Value input, Value output, long opset, OnnxComputation computation)
    {
        var rank = input.Shape.Rank;
        var axis = (int)node.Int("axis", opset < 13 ? 1 : -1);
        axis += axis < 0 ? rank : 0;
        LiftingContext.Require(rank > 0 && axis >= 0 && axis < rank, "a softmax over an axis that there is not");
        var builder = context.Builder;
        var tail = opset < 13 ? input.Shape.Dimensions.AsSpan()[axis..].ToArray().Aggregate(1, (product, dimension) => product * dimension) : input.Shape[axis];
        if (opset >= 13 && axis == 1 && rank == 4 && input is { Image: not null, Plain: null })
        {
            builder.Emit(new Softmax { Inputs = [builder.Image(input)], Outputs = [builder.NewImage(output)] }, computation);
        }
        else if (tail == input.Shape[^1] && (opset < 13 || axis == rank - 1))
        {
            builder.Emit(new Softmax { Inputs = [builder.Plain(input)], Outputs = [builder.NewPlain(output)] }, computation);
        }
        else if (opset < 13)
        {
            var shape = new TensorShape((int)(input.Shape.ElementCount / Math.Max(tail, 1)), tail);
            var (rows, results) = (Like(input, "rows", shape), Like(output, "rows", shape));
            builder.Emit(new Reshape { Inputs = [builder.Plain(input)], Outputs = [rows] });
            builder.Emit(new Softmax { Inputs = [rows], Outputs = [results] }, computation);
            builder.Emit(new Reshape { Inputs = [results], Outputs = [builder.NewPlain(output)] });
        }
        else
        {
            int[] order = [.. Enumerable.Range(0, rank).Where(other => other != axis), axis];
            var shape = Constants.OnnxArray.Permuted(input.Shape, order);
            var (rows, results) = (Like(input, "rows", shape), Like(output, "rows", shape));
            builder.Emit(new Transpose { Inputs = [builder.Plain(input), builder.AddIntegers($"{output.Name}_order", order)], Outputs = [rows] });
            builder.Emit(new Softmax { Inputs = [rows], Outputs = [results] }, computation);
            builder.Emit(new Transpose { Inputs = [results, builder.AddIntegers($"{output.Name}_back", [.. Enumerable.Range(0, rank).Select(original => Array.IndexOf(order, original))])], Outputs = [builder.NewPlain(output)] });
        }

        int Like(Value value, string suffix, TensorShape shape) => builder.Add(new Tensor { Name = $"{value.Name}_{suffix}", Type = value.Type, Shape = shape, Quantization = value.Parameters });
    }
}
