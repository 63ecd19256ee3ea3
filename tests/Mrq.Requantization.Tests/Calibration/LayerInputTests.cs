using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Requantization.Algebra;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Layers;

namespace Mrq.Requantization.Tests.Calibration;

/// <summary>What is summed over a layer's inputs, against sums that are written as they are defined.</summary>
[TestClass]
public sealed class LayerInputTests
{
    private const int Pairs = 210;

    [TestMethod]
    [DataRow(5, 1, 1, DisplayName = "a short dense row")]
    [DataRow(70, 1, 1, DisplayName = "a dense row of several panels")]
    [DataRow(12, 9, 12, DisplayName = "depthwise, less than a panel of channels")]
    [DataRow(35, 4, 35, DisplayName = "depthwise, several panels of channels")]
    [DataRow(12, 3, 3, DisplayName = "three groups of four channels")]
    public void Moments_are_those_of_all_pairs_of_inputs(int channels, int taps, int groups)
    {
        foreach (var (low, high, narrow) in new[] { (-255, 256, true), (short.MinValue, short.MaxValue + 1, false) })
        {
            var layer = Layer(channels, taps, groups);
            var sums = new LayerMomentSums(layer);
            var tapStride = sums.IsChannelwise ? (channels + PanelProducts.Width - 1) / PanelProducts.Width * PanelProducts.Width : channels;
            Assert.AreEqual(groups == channels, sums.IsChannelwise);
            var random = new Random(channels);
            var positions = (2 * Pairs) - 1;
            int[][] source = Values(random, taps * channels, positions, low, high), target = Values(random, taps * channels, positions, low, high);
            using var x = Panels(source, channels, tapStride, positions);
            using var y = Panels(target, channels, tapStride, positions);

            sums.Add(x, y, Pairs, positions, narrow, new ParallelOptions());
            var moments = sums.Moments([.. Enumerable.Repeat(0.5, taps * channels)], 0.25, new ParallelOptions());

            var rows = layer.Groups();
            Assert.HasCount(rows.Length, moments);
            for (var group = 0; group < rows.Length; group++)
            {
                var inputs = rows[group].Inputs;
                for (var i = 0; i < inputs.Length; i++)
                {
                    for (var j = 0; j < inputs.Length; j++)
                    {
                        Assert.AreEqual(Covariance(target[inputs[i]], target[inputs[j]]) * 0.25 * 0.25, moments[group].Covariance[i, j]);
                        Assert.AreEqual(Covariance(source[inputs[i]], target[inputs[j]]) * 0.5 * 0.25, moments[group].Cross[i, j]);
                    }
                }
            }
        }
    }

    [TestMethod]
    [DataRow(ElementType.UInt8, 3, 1, 1, Padding.Same)]
    [DataRow(ElementType.Int8, 3, 2, 1, Padding.Same)]
    [DataRow(ElementType.Int16, 3, 1, 2, Padding.Same)]
    [DataRow(ElementType.Int8, 2, 3, 1, Padding.Valid)]
    [DataRow(ElementType.UInt8, 1, 1, 1, Padding.Valid)]
    public void Sums_of_windows_are_those_of_every_position_and_tap(ElementType type, int kernel, int stride, int dilation, Padding padding)
    {
        const int Size = 7, Channels = 19;
        var effective = ((kernel - 1) * dilation) + 1;
        var output = padding == Padding.Same ? (Size + stride - 1) / stride : ((Size - effective) / stride) + 1;
        var zeroPoint = type == ElementType.UInt8 ? 130 : type == ElementType.Int8 ? -5 : 0;
        var graph = new QuantizedGraph
        {
            Name = "windows",
            Tensors =
            [
                new() { Name = "x", Type = type, Shape = new TensorShape(1, Size, Size, Channels), Quantization = new QuantizationParameters(0.5f, zeroPoint) },
                new() { Name = "w", Type = ElementType.Int8, Shape = new TensorShape(2, kernel, kernel, Channels), Quantization = new QuantizationParameters(0.5f, 0), Data = new byte[2 * kernel * kernel * Channels] },
                new() { Name = "y", Type = type, Shape = new TensorShape(1, output, output, 2), Quantization = new QuantizationParameters(0.5f, zeroPoint) },
            ],
            Operators = [new Conv2D { Inputs = [0, 1], Outputs = [2], StrideH = stride, StrideW = stride, DilationHFactor = dilation, DilationWFactor = dilation, Padding = padding }],
            Inputs = [0],
            Outputs = [2],
        };
        var bytes = new byte[Size * Size * Channels * type.BitWidth() / 8];
        new Random(1).NextBytes(bytes);

        var positions = LinearPositions.Of(graph, 0);
        var sums = LinearInputSums.Of(positions, new IntegerInput(graph.Tensors[0]), bytes);

        for (var tap = 0; tap < positions.Taps; tap++)
        {
            for (var channel = 0; channel < Channels; channel++)
            {
                var expected = Enumerable.Range(0, positions.Count).Select(position => positions.PixelAt(position, tap)).Where(start => start >= 0).Sum(start => (long)type.IntegerAt(bytes, start + channel) - zeroPoint);
                Assert.AreEqual(expected, sums.Sums[(tap * Channels) + channel], $"tap {tap}, channel {channel}");
            }
        }
    }

    [TestMethod]
    [DataRow(3)]
    [DataRow(16)]
    [DataRow(37)]
    public void Statistics_of_bytes_are_those_of_each_channel(int channels)
    {
        const int Pixels = 1001;
        var bytes = new byte[channels * Pixels];
        new Random(channels).NextBytes(bytes);

        var statistics = new ByteChannels(channels);
        statistics.Add(bytes, 0x80);

        for (var channel = 0; channel < channels; channel++)
        {
            int[] values = [.. Enumerable.Range(0, Pixels).Select(pixel => bytes[(pixel * channels) + channel] ^ 0x80)];
            Assert.AreEqual(values.Min(), statistics.Smallest[channel]);
            Assert.AreEqual(values.Max(), statistics.Largest[channel]);
            Assert.AreEqual((uint)values.Sum(), statistics.Sums[channel]);
            Assert.AreEqual((uint)values.Sum(value => value * value), statistics.Squares[channel]);
        }
    }

    private static int[][] Values(Random random, int inputs, int positions, int low, int high) =>
        [.. Enumerable.Range(0, inputs).Select(input => Enumerable.Range(0, positions).Select(position => position < 2 && input == 0 ? low : random.Next(low, high)).ToArray())];

    private static InputPanels Panels(int[][] values, int channels, int tapStride, int positions)
    {
        var panels = new InputPanels(values.Length / channels * tapStride, Pairs);
        for (var input = 0; input < values.Length; input++)
        {
            for (var position = 0; position < positions; position++)
            {
                panels.Lanes(position / 2, (input / channels * tapStride) + (input % channels))[0] |= (values[input][position] & 0xFFFF) << (16 * (position % 2));
            }
        }

        return panels;
    }

    private static double Covariance(int[] x, int[] y)
    {
        var products = x.Zip(y, (a, b) => (long)a * b).Sum();
        return (double)(((Int128)products * x.Length) - ((Int128)x.Sum(value => (long)value) * y.Sum(value => (long)value))) / ((double)x.Length * x.Length);
    }

    /// <summary>A convolution with so many taps in a row; as many groups as channels is a depthwise one.</summary>
    private static LinearLayer Layer(int channels, int taps, int groups)
    {
        var weights = groups == channels && groups > 1 ? new TensorShape(1, 1, taps, channels) : new TensorShape(groups * 2, 1, taps, channels / groups);
        Operator step = groups == channels && groups > 1 ? new DepthwiseConv2D { Inputs = [0, 1], Outputs = [2] } : new Conv2D { Inputs = [0, 1], Outputs = [2] };
        var layout = Core.Geometry.WeightLayout.Of(step, weights, new TensorShape(1, 1, taps, channels))!;
        return new LinearLayer(0, 0, 1, null, 2, layout);
    }
}
