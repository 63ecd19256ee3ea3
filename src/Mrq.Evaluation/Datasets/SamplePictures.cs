using Mrq.Core.Graph;
using Mrq.Imaging;

namespace Mrq.Evaluation.Datasets;

/// <summary>Some samples as small pictures, where an input of the model is an image.</summary>
public static class SamplePictures
{
    /// <summary>As far as samples are read for pictures: those of a large set may have to be decoded.</summary>
    private const int MostRead = 4096;

    /// <summary>An image of fewer rows or columns shows nothing.</summary>
    private const int LeastSide = 4;

    /// <summary>PNG files by the numbers of their samples; none where no input is an image.</summary>
    /// <param name="samples">All samples.</param>
    /// <param name="graph">The model that they are for.</param>
    /// <param name="channelsLast">Whether images have their channels last.</param>
    /// <param name="wanted">Numbers of samples.</param>
    /// <param name="side">Pixels of the longer side at most.</param>
    public static IReadOnlyDictionary<int, byte[]> Of(ISampleSource samples, QuantizedGraph graph, bool channelsLast, IReadOnlyCollection<int> wanted, int side)
    {
        var pictures = new Dictionary<int, byte[]>();
        var read = wanted.Where(sample => sample < MostRead).ToHashSet();
        if (read.Count == 0 || ImageInput(graph, channelsLast) is not (var input, var shape))
        {
            return pictures;
        }

        var data = samples.Inputs[input];
        foreach (var sample in samples.Samples().Take(read.Max() + 1))
        {
            using (sample)
            {
                if (read.Contains(sample.Index) && Levels(data, sample.Input(input), shape) is { } levels)
                {
                    pictures.Add(sample.Index, Thumbnail.Png(new Picture(shape.Width, shape.Height, shape.Channels, levels), side));
                }
            }
        }

        return pictures;
    }

    /// <summary>The first input that is one image of grey or of three colours.</summary>
    private static (int Input, ImageShape Shape)? ImageInput(QuantizedGraph graph, bool channelsLast)
    {
        for (var input = 0; input < graph.Inputs.Length; input++)
        {
            if (graph.Tensors[graph.Inputs[input]].Shape is { Rank: 4 } shape && shape[0] == 1)
            {
                var found = channelsLast ? new ImageShape(shape[2], shape[1], shape[3], true) : new ImageShape(shape[3], shape[2], shape[1], false);
                if (found is { Channels: 1 or 3, Width: >= LeastSide, Height: >= LeastSide })
                {
                    return (input, found);
                }
            }
        }

        return null;
    }

    /// <summary>The pixels, channels last and red first. Unsigned bytes are pixels as they are; of other values the least is black and the largest white.</summary>
    private static byte[]? Levels(SampleInput data, ReadOnlySpan<byte> elements, ImageShape shape)
    {
        if (NumpyTypes.ToDoubles(data.Array.Type, elements) is var values && values.Length != shape.Width * shape.Height * shape.Channels)
        {
            return null;
        }

        var isPixels = data.Array.Type == ElementType.UInt8;
        var (least, most) = isPixels ? (0d, 255d) : (values.Where(double.IsFinite).DefaultIfEmpty(0).Min(), values.Where(double.IsFinite).DefaultIfEmpty(0).Max());
        var isBlueFirst = shape.Channels == 3 && data.Options.Images.With(data.Options.InputPreset).Order == ChannelOrder.Bgr;
        var levels = new byte[values.Length];
        for (var i = 0; i < levels.Length; i++)
        {
            var (pixel, channel) = (i / shape.Channels, i % shape.Channels);
            var from = isBlueFirst ? shape.Channels - 1 - channel : channel;
            var value = values[shape.ChannelsLast ? (pixel * shape.Channels) + from : (from * shape.Width * shape.Height) + pixel];
            levels[i] = most > least && double.IsFinite(value) ? (byte)Math.Round(255 * ((value - least) / (most - least)), MidpointRounding.AwayFromZero) : (byte)0;
        }

        return levels;
    }

    private sealed record ImageShape(int Width, int Height, int Channels, bool ChannelsLast);
}
