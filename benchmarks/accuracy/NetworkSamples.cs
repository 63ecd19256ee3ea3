using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Synthetic;

namespace Mrq.Accuracy;

/// <summary>The samples of a network in its input's own numbers, written as archives for a conversion to read.</summary>
internal sealed class NetworkSamples
{
    private const int CalibrationSamples = 64;
    private readonly Network _network;
    private readonly QuantizedGraph _graph;
    private readonly string _data;

    private NetworkSamples(Network network, QuantizedGraph graph, string data) => (_network, _graph, _data) = (network, graph, data);

    /// <summary>The files of calibration and of evaluation.</summary>
    public static (string Calibration, string Evaluation) Write(Network network, QuantizedGraph graph, string data, string folder)
    {
        var samples = new NetworkSamples(network, graph, data);
        return network.Data == NetworkData.Keywords
            ? (Path.Combine(data, "keywords", "calibration100.npz"), Path.Combine(data, "keywords", "eval600.npz"))
            : (samples.Write(Path.Combine(folder, "calibration.npz"), Math.Min(CalibrationSamples, network.Samples), isEvaluation: false),
                samples.Write(Path.Combine(folder, "evaluation.npz"), network.Samples, isEvaluation: true));
    }

    private string Write(string path, int count, bool isEvaluation)
    {
        using var stream = File.Create(path);
        NpzWriter.Write(stream, _network.Data == NetworkData.Images ? Images(count, isEvaluation) : Noise(count, isEvaluation));
        return path;
    }

    private IEnumerable<NumpyArray> Noise(int count, bool isEvaluation) => _graph.Inputs.Select((input, place) =>
    {
        var array = SyntheticNoise.Create(_graph, input, count, (ulong)((2 * place) + (isEvaluation ? 1 : 0))).Inputs[0].Array;
        return new NumpyArray(_graph.Inputs.Length == 1 ? "inputs" : $"input{place}", array.Type, array.Shape, array.Data);
    });

    private List<NumpyArray> Images(int count, bool isEvaluation)
    {
        var tensor = _graph.Tensors[_graph.Inputs[0]];
        var isChannelsFirst = tensor.Shape[3] is not (1 or 3);
        var (height, width, channels) = isChannelsFirst ? (tensor.Shape[2], tensor.Shape[3], tensor.Shape[1]) : (tensor.Shape[1], tensor.Shape[2], tensor.Shape[3]);
        var size = height == 128 ? 128 : 224;
        var source = Dataset.Load([Path.Combine(_data, "imagenet", $"{(isEvaluation ? "eval400" : "calibration64")}_{size}.npz")]);
        count = Math.Min(count, source.Count);
        var isReal = tensor.Type == ElementType.Float32;
        var bytes = new byte[count * tensor.Type.ByteCount(tensor.Shape.ElementCount)];
        var reals = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        foreach (var sample in source.Samples().Take(count))
        {
            var pixels = sample.Input(0);
            for (var (i, first) = (0, sample.Index * height * width * channels); i < height * width * channels; i++)
            {
                var (channel, place) = isChannelsFirst ? (i / (height * width), i % (height * width)) : (i % channels, i / channels);
                var value = Pixel(pixels, size, (place / width, place % width), (height, width), channels == 1 ? null : channel);
                if (isReal)
                {
                    reals[first + i] = _network.Normalization is { Length: > 0 } normalization ? ((value / 255f) - normalization[channel].Mean) / normalization[channel].Deviation : value / 255f;
                }
                else
                {
                    bytes[first + i] = (byte)(tensor.Type == ElementType.Int8 ? value - 128 : value);
                }
            }

            sample.Dispose();
        }

        var images = new NumpyArray("images", tensor.Type, new TensorShape([count, .. tensor.Shape.Dimensions[1..]]), bytes);
        if (!isEvaluation || _network.LabelOffset is not { } offset)
        {
            return [images];
        }

        var labels = source.Labels!.Value.Take(count).Select(label => label + offset).ToArray();
        return [images, new NumpyArray("labels", ElementType.Int32, new TensorShape(count), MemoryMarshal.AsBytes<int>(labels).ToArray())];
    }

    /// <summary>The mean of the block of pixels that falls on one, or the nearest pixel; of all channels where none is said.</summary>
    private static int Pixel(ReadOnlySpan<byte> image, int size, (int Y, int X) at, (int Height, int Width) of, int? channel)
    {
        var (top, left) = (at.Y * size / of.Height, at.X * size / of.Width);
        var (bottom, right) = (Math.Max((at.Y + 1) * size / of.Height, top + 1), Math.Max((at.X + 1) * size / of.Width, left + 1));
        var (sum, count) = (0, 0);
        for (var y = top; y < bottom; y++)
        {
            for (var x = left; x < right; x++)
            {
                for (var c = channel ?? 0; c <= (channel ?? 2); c++)
                {
                    sum += image[(((y * size) + x) * 3) + c];
                    count++;
                }
            }
        }

        return (sum + (count / 2)) / count;
    }
}
