using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Core.Geometry;

/// <summary>
/// Pairs of int8 weights whose products with uint8 activations can leave 16 bits. Processors with AVX2 and no VNNI add two such products in 16 bits that saturate (vpmaddubsw).
/// </summary>
/// <param name="CanSaturate">Pairs for which some activations do it.</param>
/// <param name="All">Pairs of the layer.</param>
public readonly record struct SaturatingPairs(long CanSaturate, long All)
{
    /// <summary>The pairs of a layer; null for an operator that sums no such products, or sums them one by one, as a depthwise convolution.</summary>
    public static SaturatingPairs? Of(QuantizedGraph graph, Operator step)
    {
        if (step is not (Conv2D or DepthwiseConv2D or FullyConnected) || step.Inputs[1] < 0 || graph.Tensors[step.Inputs[1]] is not { Type: ElementType.Int8, Data: { } data } weights)
        {
            return null;
        }

        // A depthwise convolution has its output channels innermost, the others outermost.
        var channels = weights.Shape[step is DepthwiseConv2D ? weights.Shape.Rank - 1 : 0];
        if (channels == 0 || (step is DepthwiseConv2D && graph.Tensors[step.Inputs[0]].Shape[^1] == channels))
        {
            return null;
        }

        var (depth, result) = (data.Length / channels, default(SaturatingPairs));
        for (var channel = 0; channel < channels; channel++)
        {
            for (var k = 0; k < depth; k += 2)
            {
                int At(int index) => index >= depth ? 0 : (sbyte)data.Span[step is DepthwiseConv2D ? (index * channels) + channel : (channel * depth) + index];
                var (first, second) = (At(k), At(k + 1));
                var (highest, lowest) = (byte.MaxValue * (Math.Max(first, 0) + Math.Max(second, 0)), byte.MaxValue * (Math.Min(first, 0) + Math.Min(second, 0)));
                result = new(result.CanSaturate + (highest > short.MaxValue || lowest < short.MinValue ? 1 : 0), result.All + 1);
            }
        }

        return result;
    }
}
