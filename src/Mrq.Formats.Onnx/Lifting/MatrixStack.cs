using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>MatMul with a constant stack of matrices on its right: a FULLY_CONNECTED for each, side by side.</summary>
internal static class MatrixStack
{
    private const int Most = 64;

    /// <summary>The shape of the product; the left side must have the stack's own axes, or the right side one matrix.</summary>
    public static TensorShape OutputShape(Value input, Value weights)
    {
        var (left, right) = (input.Shape, weights.Shape);
        LiftingContext.Require(left.Rank >= 2 && left[^1] == right[^2] && input.Parameters is { IsPerTensor: true }, $"matrices {left} and {right} do not fit each other");
        var stack = right.Dimensions.AsSpan()[..^2];
        var isOne = stack.ToArray().All(dimension => dimension == 1) && right.Rank <= left.Rank;
        LiftingContext.Require(isOne || left.Dimensions.AsSpan()[..^2].SequenceEqual(stack), $"stacks of matrices {left} and {right} broadcast");
        return new TensorShape([.. left.Dimensions.AsSpan()[..^1], right[^1]]);
    }

    public static void Emit(LiftingContext context, Value input, Value weights, Value output, OnnxComputation computation)
    {
        var (right, builder) = (weights.Shape, context.Builder);
        var count = (int)(right.ElementCount / Math.Max(1, right[^1] * right[^2]));
        LiftingContext.Require(count is > 0 and <= Most, $"a stack of {count} matrices");
        var stack = weights.Constant!.Reshaped(new TensorShape(count, right[^2], right[^1])).Transposed([0, 2, 1]);
        var parameters = weights.Parameters!.IsPerTensor ? weights.Parameters : new QuantizationParameters(weights.Parameters.Scales, weights.Parameters.ZeroPoints, 0);
        var size = right[^2] * right[^1];
        int Matrix(int index) => builder.AddConstant($"{weights.Name}_{index}", new OnnxArray(stack.Type, new TensorShape(right[^1], right[^2]), stack.Bytes.Slice(index * size, size)), parameters);
        var activation = ConvolutionLifter.Saturation(output);
        if (count == 1)
        {
            builder.Emit(new FullyConnected { Inputs = [builder.Plain(input), Matrix(0)], Outputs = [builder.NewPlain(output)], FusedActivationFunction = activation, KeepNumDims = true }, computation);
            return;
        }

        var rows = (int)(input.Shape.ElementCount / Math.Max(1, count * right[^2]));
        int Part(Value like, string name, params ReadOnlySpan<int> shape) => builder.Add(new Tensor { Name = $"{output.Name}_{name}", Type = like.Type, Shape = new TensorShape(shape), Quantization = like.Parameters });
        var flat = Part(input, "rows", count * rows, right[^2]);
        builder.Emit(new Reshape { Inputs = [builder.Plain(input)], Outputs = [flat] });
        ImmutableArray<int> parts = [.. Enumerable.Range(0, count).Select(index => Part(input, $"rows_{index}", rows, right[^2]))];
        builder.Emit(new SplitV
        {
            Inputs = [flat, builder.AddIntegers($"{output.Name}_sizes", [.. Enumerable.Repeat(rows, count)]), builder.AddConstant($"{output.Name}_axis", OnnxArray.Of(default, [0]))],
            Outputs = parts,
            NumSplits = count,
        });
        ImmutableArray<int> products = [.. Enumerable.Range(0, count).Select(index => Part(output, $"product_{index}", rows, right[^1]))];
        for (var index = 0; index < count; index++)
        {
            builder.Emit(new FullyConnected { Inputs = [parts[index], Matrix(index)], Outputs = [products[index]], FusedActivationFunction = activation, KeepNumDims = true }, computation);
        }

        var joined = Part(output, "products", count * rows, right[^1]);
        builder.Emit(new Concatenation { Inputs = products, Outputs = [joined], Axis = 0 });
        builder.Emit(new Reshape { Inputs = [joined], Outputs = [builder.NewPlain(output)] });
    }
}
