using System.Buffers.Binary;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Layers;

/// <summary>The weights of a layer as the target holds them.</summary>
/// <param name="Integers">Without zero point, one row for each output channel.</param>
/// <param name="Scales">One for each output channel, equal where the target has one scale.</param>
/// <param name="ClippedWeights">Weights of the folded source that lie beyond the target's range by half a step or more.</param>
internal sealed record RoundedLayer(int[][] Integers, float[] Scales, int ClippedWeights)
{
    /// <summary>Weights of a row that do not fit a scale.</summary>
    public static int CountClipped(ReadOnlySpan<double> row, double scale, int minimum, int maximum)
    {
        var clipped = 0;
        foreach (var weight in row)
        {
            var rounded = FloatingPoint.Round(weight / scale);
            clipped += rounded < minimum || rounded > maximum ? 1 : 0;
        }

        return clipped;
    }

    /// <summary>The tensor that holds them.</summary>
    public Tensor ToTensor(QuantizedGraph graph, LinearLayer layer, TensorRule rule, WeightRanges ranges)
    {
        var isWide = rule.Type == ElementType.Int16;
        var bytes = new byte[layer.Layout.Count * (isWide ? sizeof(short) : 1)];
        for (var row = 0; row < Integers.Length; row++)
        {
            for (var column = 0; column < Integers[row].Length; column++)
            {
                var (index, integer) = (layer.Layout.IndexOf(row, column), Integers[row][column] + ranges.Of(row).ZeroPoint);
                if (isWide)
                {
                    BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(index * sizeof(short)), (short)integer);
                }
                else
                {
                    bytes[index] = unchecked((byte)integer);
                }
            }
        }

        return graph.Tensors[layer.Weights] with
        {
            Type = rule.Type,
            Data = bytes,
            Quantization = rule.Granularity == Granularity.PerTensor
                ? new QuantizationParameters(Scales[0], ranges.Of(0).ZeroPoint)
                : new QuantizationParameters([.. Scales], [.. Scales.Select((_, row) => (long)ranges.Of(row).ZeroPoint)], layer.Layout.ChannelAxis),
        };
    }
}
