using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization;

/// <summary>
/// Takes the zero point off a layer's weights and keeps the source's grid: k = q − z at the same scale, exact for every k in the
/// target's range. Only what lies outside is clipped, or, where the target has a scale per channel and it costs less, its channel
/// is rounded anew. Min–max re-gridding of whole layers destroys depthwise channels of a few steps.
/// </summary>
internal static class WeightGrid
{
    public static (Tensor Weights, LayerReport Report) Convert(QuantizedGraph graph, LinearLayer layer, TensorRule rule)
    {
        var source = graph.Tensors[layer.Weights];
        var centered = Centered(source, layer, graph);
        var sourceScales = Enumerable.Range(0, layer.Channels).Select(channel => (double)source.Quantization!.ScaleOf(channel)).ToArray();
        var scales = rule.Granularity == Granularity.PerChannel
            ? [.. Enumerable.Range(0, layer.Channels).Select(channel => ChannelScale(centered[channel], sourceScales[channel], rule))]
            : Enumerable.Repeat((float)TensorScale(centered, sourceScales, rule), layer.Channels).ToArray();

        var converted = new sbyte[layer.WeightCount(graph)];
        var next = new int[layer.Channels];
        var clipped = 0;
        for (var i = 0; i < converted.Length; i++)
        {
            var channel = layer.ChannelOf(graph, i);
            var exact = centered[channel][next[channel]++] * (sourceScales[channel] / scales[channel]);
            converted[i] = (sbyte)FloatingPoint.RoundAndClamp(exact, rule.Minimum, rule.Maximum);
            clipped += FloatingPoint.Round(exact) < rule.Minimum || FloatingPoint.Round(exact) > rule.Maximum ? 1 : 0;
        }

        var regridded = Enumerable.Range(0, layer.Channels).Count(channel => scales[channel] != (float)sourceScales[channel]);
        var quantization = rule.Granularity == Granularity.PerTensor
            ? new QuantizationParameters(scales[0])
            : new QuantizationParameters([.. scales], [.. new long[layer.Channels]], layer.ChannelAxis(graph));
        return (
            source with { Type = rule.Type, Quantization = quantization, Data = MemoryMarshal.AsBytes<sbyte>(converted).ToArray() },
            new LayerReport
            {
                Operator = layer.Step,
                OperatorName = graph.Operators[layer.Step].Name,
                Weights = source.Name,
                WeightCount = converted.Length,
                GridKept = regridded == 0,
                ClippedWeights = clipped,
                RegriddedChannels = regridded,
            });
    }

    /// <summary>q − z for each output channel.</summary>
    private static int[][] Centered(Tensor source, LinearLayer layer, QuantizedGraph graph)
    {
        var data = source.Data!.Value.Span;
        var zeroPoint = source.Quantization!.ZeroPoint;
        var channels = Enumerable.Range(0, layer.Channels).Select(_ => new List<int>()).ToArray();
        for (var i = 0; i < data.Length; i++)
        {
            channels[layer.ChannelOf(graph, i)].Add((source.Type == ElementType.UInt8 ? data[i] : (int)(sbyte)data[i]) - zeroPoint);
        }

        return [.. channels.Select(channel => channel.ToArray())];
    }

    /// <summary>The source's scale where there is one; the largest that any channel needs where there are several.</summary>
    private static double TensorScale(int[][] centered, double[] sourceScales, TensorRule rule)
    {
        if (sourceScales.Distinct().Count() == 1)
        {
            return sourceScales[0];
        }

        return centered.Zip(sourceScales, (channel, scale) => Largest(channel) * scale).Max() is > 0 and var largest ? largest / rule.Maximum : sourceScales[0];
    }

    /// <summary>The channel's own scale, unless clipping to it costs more than rounding the channel anew.</summary>
    private static float ChannelScale(int[] channel, double scale, TensorRule rule)
    {
        var largest = Largest(channel);
        if (largest <= rule.Maximum)
        {
            return (float)scale;
        }

        var ratio = largest / (double)rule.Maximum;
        var (clipping, rounding) = (0d, 0d);
        foreach (var k in channel)
        {
            clipping += Square(k - Math.Clamp(k, rule.Minimum, rule.Maximum));
            rounding += Square(k - (FloatingPoint.Round(k / ratio) * ratio));
        }

        return (float)(clipping <= rounding ? scale : scale * ratio);
    }

    private static int Largest(int[] channel) => channel.Length == 0 ? 0 : channel.Max(Math.Abs);

    private static double Square(double value) => value * value;
}
