using System.Globalization;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Requantization;

/// <summary>Biases as int32 at scale input scale · weight scale.</summary>
internal static class BiasGrid
{
    /// <summary>Real values of a layer's bias; zeros where it has none.</summary>
    public static double[] RealValues(QuantizedGraph graph, LinearLayer layer)
    {
        var real = new double[layer.Channels];
        for (var channel = 0; channel < real.Length; channel++)
        {
            real[channel] = IntegerAt(graph, layer, channel) * Step(graph, layer, channel);
        }

        return real;
    }

    /// <summary>The integer bias of one channel; 0 where the layer has none.</summary>
    public static long IntegerAt(QuantizedGraph graph, LinearLayer layer, int channel) =>
        layer.Bias is not { } index ? 0
        : graph.Tensors[index].Type == ElementType.Int64 ? MemoryMarshal.Cast<byte, long>(graph.Tensors[index].Data!.Value.Span)[channel]
        : MemoryMarshal.Cast<byte, int>(graph.Tensors[index].Data!.Value.Span)[channel];

    /// <summary>One step of the accumulator in real numbers: input scale · weight scale.</summary>
    public static double Step(QuantizedGraph graph, LinearLayer layer, int channel) =>
        (double)graph.Tensors[layer.Input].Quantization!.Scale * graph.Tensors[layer.Weights].Quantization!.ScaleOf(channel);

    /// <summary>The bias tensor that holds real values on the grid of a graph whose input and weights are already the target's.</summary>
    public static Tensor Encode(QuantizedGraph target, LinearLayer layer, double[] real)
    {
        var tensor = target.Tensors[layer.Bias!.Value];
        var weights = target.Tensors[layer.Weights].Quantization!;
        var integers = new int[real.Length];
        for (var channel = 0; channel < real.Length; channel++)
        {
            var exact = real[channel] / Step(target, layer, channel);
            if (!(Math.Abs(exact) < int.MaxValue))
            {
                throw new MrqException(
                    MrqCodes.UnsupportedConversion,
                    string.Create(CultureInfo.InvariantCulture, $"the bias {real[channel]} of channel {channel} does not fit 32 bits at the target's scale."),
                    new MrqPlace(Tensor: tensor.Name, Operator: target.Describe(layer.Step)));
            }

            integers[channel] = (int)FloatingPoint.Round(exact);
        }

        var input = target.Tensors[layer.Input].Quantization!.Scale;
        return tensor with
        {
            Data = MemoryMarshal.AsBytes<int>(integers).ToArray(),
            Quantization = weights.IsPerTensor
                ? new QuantizationParameters(input * weights.Scale)
                : new QuantizationParameters([.. weights.Scales.Select(scale => input * scale)], [.. new long[real.Length]], 0),
        };
    }
}
