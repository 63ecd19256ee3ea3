using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization.Plan;

/// <summary>
/// Converters write a matrix product with weights as BATCH_MATMUL, too, whose second input is a constant with one scale for each column. FULLY_CONNECTED computes the same, and is a
/// layer to conversion.
/// </summary>
internal static class WeightedProducts
{
    /// <summary>The graph with a FULLY_CONNECTED in the place of each of them. Operators and tensors keep their index.</summary>
    public static QuantizedGraph AsLayers(QuantizedGraph graph)
    {
        for (var step = 0; step < graph.Operators.Length; step++)
        {
            if (graph.Operators[step] is BatchMatMul { AdjX: false } product && product.Inputs is [>= 0, >= 0] && IsLayer(graph, product))
            {
                graph = WithLayer(graph, step, product);
            }
        }

        return graph;
    }

    /// <summary>Whether a BATCH_MATMUL has one scale for each column.</summary>
    public static bool HasChannels(QuantizedGraph graph, Operator step) => step is BatchMatMul && step.InputAt(1) is { } right && graph.Tensors[right].Quantization is { IsPerTensor: false };

    /// <summary>One matrix of int8 for all, as long as the output's shape is the input's but for the columns.</summary>
    private static bool IsLayer(QuantizedGraph graph, BatchMatMul product)
    {
        var (left, right, output) = (graph.Tensors[product.Inputs[0]].Shape, graph.Tensors[product.Inputs[1]], graph.Tensors[product.Outputs[0]].Shape);
        return HasChannels(graph, product) && right is { IsConstant: true, Type: ElementType.Int8, Shape.Rank: >= 2 }
            && right.Quantization!.Axis == product.ColumnAxis(right.Shape) && right.Quantization.Scales.Length == right.Shape[product.ColumnAxis(right.Shape)]
            && right.Quantization.ZeroPoints.All(zeroPoint => zeroPoint == 0)
            && right.Shape.Dimensions[..^2].All(size => size == 1)
            && left.Rank >= 2 && left.Dimensions[..^1].Add(right.Quantization.Scales.Length).SequenceEqual(output.Dimensions);
    }

    private static QuantizedGraph WithLayer(QuantizedGraph graph, int step, BatchMatMul product)
    {
        var right = graph.Tensors[product.Inputs[1]];
        var (columns, depth) = product.AdjY ? (right.Shape[^2], right.Shape[^1]) : (right.Shape[^1], right.Shape[^2]);
        var weights = right with
        {
            Shape = new TensorShape(columns, depth),
            Quantization = new QuantizationParameters(right.Quantization!.Scales, right.Quantization.ZeroPoints, 0),
            Data = product.AdjY ? right.Data : Transposed(right.Data!.Value.Span, depth, columns),
        };
        var isAlone = graph.Operators.SelectMany(other => other.Inputs).Count(input => input == product.Inputs[1]) == 1 && !graph.Outputs.Contains(product.Inputs[1]);
        var place = isAlone ? product.Inputs[1] : graph.Tensors.Length;
        return graph with
        {
            Tensors = isAlone ? graph.Tensors.SetItem(place, weights) : graph.Tensors.Add(weights with { Name = $"{right.Name}/weights" }),
            Operators = graph.Operators.SetItem(step, new FullyConnected
            {
                Inputs = [product.Inputs[0], place, -1],
                Outputs = product.Outputs,
                KeepNumDims = graph.Tensors[product.Inputs[0]].Shape.Rank > 2,
                SourceIndex = product.SourceIndex,

                // The first that keeps dimensions.
                Version = 5,
            }),
        };
    }

    private static byte[] Transposed(ReadOnlySpan<byte> data, int rows, int columns)
    {
        var transposed = new byte[data.Length];
        for (var i = 0; i < data.Length; i++)
        {
            transposed[(i % columns * rows) + (i / columns)] = data[i];
        }

        return transposed;
    }
}
