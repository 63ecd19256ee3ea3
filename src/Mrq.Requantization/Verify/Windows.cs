using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Requantization.Verify;

/// <summary>Where a convolution's windows lie. Source: TFLite <c>kernels/padding.h</c>.</summary>
internal static class Windows
{
    /// <summary>Whether any window of a convolution reaches beyond its input.</summary>
    public static bool LeaveImage(QuantizedGraph graph, int step)
    {
        var (padding, strides, dilations) = graph.Operators[step] switch
        {
            Conv2D conv => (conv.Padding, (conv.StrideH, conv.StrideW), (conv.DilationHFactor, conv.DilationWFactor)),
            DepthwiseConv2D conv => (conv.Padding, (conv.StrideH, conv.StrideW), (conv.DilationHFactor, conv.DilationWFactor)),
            TransposeConv => (Padding.Same, (1, 1), (1, 1)),
            _ => (Padding.Valid, (1, 1), (1, 1)),
        };
        if (graph.Operators[step] is WindowedOperator { Pads: { } pads })
        {
            return pads != default;
        }

        if (padding == Padding.Valid)
        {
            return false;
        }

        var layer = WeightedOperator.Of(graph, step)!;
        var (input, weights) = (graph.Tensors[layer.Input].Shape, graph.Tensors[layer.Weights].Shape);
        return graph.Operators[step] is TransposeConv
            || Leaves(input[1], weights[1], strides.Item1, dilations.Item1)
            || Leaves(input[2], weights[2], strides.Item2, dilations.Item2);
    }

    /// <summary>SAME keeps ⌈size / stride⌉ positions; the last window ends behind the image, or the first begins before it.</summary>
    private static bool Leaves(int size, int kernel, int stride, int dilation) =>
        ((((size + stride - 1) / stride) - 1) * stride) + ((kernel - 1) * dilation) + 1 > size;
}
