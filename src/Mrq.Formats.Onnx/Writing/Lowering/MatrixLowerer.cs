using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.Onnx.Constants;

namespace Mrq.Formats.Onnx;

/// <summary>FULLY_CONNECTED as Gemm with its weights transposed, or QGemm; BATCH_MATMUL as MatMul or QLinearMatMul.</summary>
internal static class MatrixLowerer
{
    public static void FullyConnected(LoweringContext context, GraphStep step)
    {
        var layer = (FullyConnected)step.Operator;
        var (data, filter, result) = (step.Input(0), step.Input(1).Shape, step.Output().Shape);
        UnwritableException.Require(filter.Rank == 2 && filter[1] > 0 && data.Shape.ElementCount % filter[1] == 0, "weights are no matrix over the input");
        var rows = (int)(data.Shape.ElementCount / filter[1]);
        UnwritableException.Require(result.ElementCount == (long)rows * filter[0], "the output is not of the weights' size");
        var matrix = new TensorShape(rows, filter[0]);
        LoweredValue input, weights;
        if (ImageOf(context, layer.Inputs[0], rows) is { } image)
        {
            // Nobody asked for the order of the row: the weights' columns follow the image's, and no value moves.
            var shape = context.Graph.Tensors[image].Shape;
            var array = context.ArrayOf(layer.Inputs[1]);
            array = array.Reshaped(new TensorShape(filter[0], shape[1], shape[2], shape[3])).Transposed([0, 3, 1, 2]).Reshaped(filter);
            weights = LinearWeights.Of(context, layer.Inputs[1], array, axis => axis);
            var first = context.Image(image);
            input = first with { Name = context.TakeName(layer.Inputs[0], "row"), Shape = new TensorShape(rows, filter[1]), Grid = context.NameOf(layer.Inputs[0]) };
            context.Reshape(first, input);
        }
        else
        {
            weights = LinearWeights.Of(context, layer.Inputs[1], [0, 1]);
            input = context.Plain(layer.Inputs[0]);
            if (input.Shape != new TensorShape(rows, filter[1]))
            {
                var flat = context.Between(input, "rows", new TensorShape(rows, filter[1]));
                context.Reshape(input, flat);
                input = flat;
            }
        }

        var bias = LinearWeights.Bias(context, layer, input, weights);
        var output = context.Define(layer.Outputs[0], isChannelsFirst: false);
        var product = output.Shape == matrix ? output : context.Between(output, "rows", matrix);
        Multiply(context, input, weights, bias, product, ActivationBounds.Of(layer));
        if (product != output)
        {
            context.Reshape(product, output);
        }
    }

    /// <summary>BATCH_MATMUL of two activations, or with a constant on its right.</summary>
    public static void BatchProduct(LoweringContext context, GraphStep step)
    {
        var product = (BatchMatMul)step.Operator;
        var (left, right) = (Straight(context, context.Plain(product.Inputs[0]), product.AdjX), Straight(context, context.Plain(product.Inputs[1]), product.AdjY));
        var output = context.Define(product.Outputs[0], isChannelsFirst: false);
        if (!context.IsQOperator(output))
        {
            context.Compute("MatMul", [left, right], output);
            return;
        }

        ConvolutionLowerer.RequireBytes(left, right, output);
        var (leftGrid, rightGrid, grid) = (context.Grid(left), context.Grid(right), context.Grid(output));
        context.Nodes.Add("QLinearMatMul", [left.Name, leftGrid.Scale, leftGrid.ZeroPoint, right.Name, rightGrid.Scale, rightGrid.ZeroPoint, grid.Scale, grid.ZeroPoint], [output.Name]);
    }

    /// <summary>Matrices that lie column by column, row by row.</summary>
    private static LoweredValue Straight(LoweringContext context, LoweredValue matrices, bool isTransposed)
    {
        var rank = matrices.Shape.Rank;
        UnwritableException.Require(rank >= 2 && matrices.Parameters is null or { IsPerTensor: true }, "a product of no matrices, or of channels with scales of their own");
        if (!isTransposed)
        {
            return matrices;
        }

        int[] order = [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2];
        var turned = context.Between(matrices, "turned", OnnxArray.Permuted(matrices.Shape, order));
        context.Move("Transpose", matrices, turned, [], NodeAttributes.Ints("perm", order));
        return turned;
    }

    /// <summary>An image whose flattened form is a matrix of so many rows, and that is held with its channels first alone.</summary>
    private static int? ImageOf(LoweringContext context, int tensor, int rows)
    {
        var image = context.FlattenedFrom(tensor) ?? (context.IsChannelsFirst(tensor) ? tensor : (int?)null);
        return image is { } found && context.Graph.Tensors[found].Shape is { Rank: 4 } shape && shape[0] == rows && Equals(context.Graph.Tensors[found].Quantization, context.Graph.Tensors[tensor].Quantization) ? found : null;
    }

    /// <summary>A matrix times transposed weights.</summary>
    public static void Multiply(LoweringContext context, LoweredValue input, LoweredValue weights, LoweredValue? bias, LoweredValue output, (float Low, float High) limits)
    {
        // These operators take integers as their bias.
        if (context.IsQOperator(input) && output.IsQuantized && bias is not { Type: ElementType.Float32 })
        {
            ConvolutionLowerer.RequireBytes(input, output);
            context.WithClip(output, limits, unclamped =>
            {
                var (inputGrid, weightGrid, outputGrid) = (context.Grid(input), context.Grid(weights), context.Grid(output));
                context.Nodes.AddMicrosoft(
                    "QGemm",
                    [input.Name, inputGrid.Scale, inputGrid.ZeroPoint, weights.Name, weightGrid.Scale, weightGrid.ZeroPoint, bias?.Name ?? "", outputGrid.Scale, outputGrid.ZeroPoint],
                    [unclamped.Name],
                    NodeAttributes.Int("transB", 1));
            });
            return;
        }

        context.Compute("Gemm", bias is null ? [input, weights] : [input, weights, bias], [], output, limits, NodeAttributes.Int("transB", 1));
    }
}
