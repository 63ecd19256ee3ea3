using System.Globalization;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Layers;

/// <summary>Biases at scale input scale · weight scale: int32, or int64 beside 16-bit activations.</summary>
internal static class BiasGrid
{
    /// <summary>TFLite's requantization of a 64-bit accumulator takes 48 bits; a bias of 40 leaves room for the sum.</summary>
    private const double LargestWide = (1L << 39) - 1;

    /// <summary>The share of a 32-bit bias's range that weight scales are chosen for; the rest is for what is folded into it.</summary>
    private const double PlannedOfAll = 1 / 2d;

    /// <summary>The share where bits are few and cost weights: what is folded into a bias is a small part of it.</summary>
    private const double PlannedOfFew = 7 / 8d;

    /// <summary>
    /// For each row the smallest weight scale at which its bias fits its bits, zero points included, with room for what is folded into it. Of 32 bits
    /// only rows that say next to nothing beside their bias are held to it; coarser weights change them by 2⁻³⁰ of the bias.
    /// </summary>
    /// <remarks>Beside int16 activations biases have 40 bits, and weights of 8 never need more; weights of 16 bits are held to 32, which ONNX has, and have bits to spare.</remarks>
    public static double[] SmallestWeightScales(QuantizedGraph target, FoldedLayer folded, LayerUnits units, int bits, ElementType weights = ElementType.Int8)
    {
        if (target.Tensors[folded.Layer.Input].Type == ElementType.Int16 && weights != ElementType.Int16)
        {
            return new double[folded.Rows.Length];
        }

        var (step, planned) = (units.InputScale, (1L << (bits - 1)) * (bits < QuantizationScheme.MostBiasBits ? PlannedOfFew : PlannedOfAll));
        var output = Math.Abs(units.OutputShift);
        var offset = step * Math.Abs(units.InputZeroPoint);
        return [.. folded.Rows.Select((row, index) => (Math.Abs(folded.Bias[index]) + output + (offset * row.Sum(Math.Abs))) / (planned * step))];
    }

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

    /// <summary>The integer bias of one channel; 0 where the layer has none, or a real one.</summary>
    public static long IntegerAt(QuantizedGraph graph, LinearLayer layer, int channel) =>
        layer.Bias is not { } index || graph.Tensors[index].Type == ElementType.Float32 ? 0
        : graph.Tensors[index].Type == ElementType.Int64 ? MemoryMarshal.Cast<byte, long>(graph.Tensors[index].Data!.Value.Span)[channel]
        : MemoryMarshal.Cast<byte, int>(graph.Tensors[index].Data!.Value.Span)[channel];

    /// <summary>One step of the accumulator in real numbers: input scale · weight scale.</summary>
    public static double Step(QuantizedGraph graph, LinearLayer layer, int channel) =>
        (double)graph.Tensors[layer.Input].Quantization!.Scale * graph.Tensors[layer.Weights].Quantization!.ScaleOf(channel);

    /// <summary>The bias tensor of real values as they are, in float32.</summary>
    public static Tensor Real(QuantizedGraph target, LinearLayer layer, double[] real) => target.Tensors[layer.Bias!.Value] with
    {
        Type = ElementType.Float32,
        Data = MemoryMarshal.AsBytes<float>(Array.ConvertAll(real, value => (float)value)).ToArray(),
        Quantization = null,
    };

    /// <summary>The bias tensor that holds real values on the grid of a graph whose input and weights are already the target's.</summary>
    public static Tensor Encode(QuantizedGraph target, LinearLayer layer, double[] real, int bits)
    {
        var tensor = target.Tensors[layer.Bias!.Value];
        var weights = target.Tensors[layer.Weights].Quantization!;
        var isWide = target.Tensors[layer.Input].Type == ElementType.Int16;
        var integers = new long[real.Length];
        for (var channel = 0; channel < real.Length; channel++)
        {
            var exact = real[channel] / Step(target, layer, channel);
            if (!(Math.Abs(exact) < (isWide ? LargestWide : (1L << (bits - 1)) - 1)))
            {
                throw new MrqException(
                    MrqCodes.UnsupportedConversion,
                    string.Create(CultureInfo.InvariantCulture, $"the bias {real[channel]} of channel {channel} does not fit {(isWide ? 40 : bits)} bits at the target's scale."),
                    new MrqPlace(Tensor: tensor.Name, Operator: target.Describe(layer.Step)));
            }

            integers[channel] = (long)FloatingPoint.Round(exact);
        }

        var input = target.Tensors[layer.Input].Quantization!.Scale;
        return tensor with
        {
            Type = isWide ? ElementType.Int64 : ElementType.Int32,
            Data = isWide ? MemoryMarshal.AsBytes<long>(integers).ToArray() : MemoryMarshal.AsBytes<int>([.. integers.Select(integer => (int)integer)]).ToArray(),
            Quantization = weights.IsPerTensor
                ? new QuantizationParameters(input * weights.Scale)
                : new QuantizationParameters([.. weights.Scales.Select(scale => input * scale)], [.. new long[real.Length]], 0),
        };
    }
}
