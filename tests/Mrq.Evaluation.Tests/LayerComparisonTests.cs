using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests;

/// <summary>SQNR, lost bits and levels of layers against sums done by hand. RESHAPE computes nothing, so that all noise is the input's rounding.</summary>
[TestClass]
public sealed class LayerComparisonTests
{
    /// <summary>At scale 0.25: 0.25, 0.75, 1.25, 1 and 1, 2, -1, -32. At scale 1 the first three become 0, 1, 1.</summary>
    private static readonly byte[] Samples = [1, 3, 5, 4, 4, 8, unchecked((byte)-4), unchecked((byte)-128)];

    [TestMethod]
    public void Signal_and_noise_are_summed_over_all_samples()
    {
        var layer = Compare(0.25f, 1, samples: 2)[0];

        // Signal 0.0625 + 0.5625 + 1.5625 + 1 and 1 + 4 + 1 + 1024; noise 3 * 0.0625.
        Assert.AreEqual(10 * Math.Log10(1033.1875 / 0.1875), layer.Sqnr, 1e-12);

        // 12 * (0.1875 / 8) / 0.25^2 = 4.5.
        Assert.AreEqual(0.5 * Math.Log2(1 + 4.5), layer.BitsLost, 1e-12);
    }

    [TestMethod]
    public void A_single_sample_counts_alone()
    {
        var layer = Compare(0.25f, 1, samples: 1)[0];

        Assert.AreEqual(10 * Math.Log10(17), layer.Sqnr, 1e-12);
        Assert.AreEqual(0.5 * Math.Log2(10), layer.BitsLost, 1e-12);
    }

    [TestMethod]
    public void Levels_count_from_the_lowest_and_either_end_is_saturation()
    {
        var layer = Compare(0.25f, 1, samples: 2)[0];

        Assert.AreEqual("0:1 124:1 129:1 131:1 132:2 133:1 136:1", Occupied(layer.SourceGrids.Single().Counts));
        Assert.AreEqual("96:1 127:1 128:1 129:4 130:1", Occupied(layer.TargetGrids.Single().Counts));
        Assert.AreEqual(1 / 8d, layer.SourceSaturated);
        Assert.AreEqual(0, layer.TargetSaturated);
    }

    [TestMethod]
    public void Equal_grids_lose_nothing()
    {
        var layer = Compare(0.25f, 0.25f, samples: 2)[0];

        Assert.AreEqual(double.PositiveInfinity, layer.Sqnr);
        Assert.AreEqual(0, layer.BitsLost);
    }

    [TestMethod]
    public void Layers_stand_in_the_order_of_execution_and_name_their_operator()
    {
        var layers = Compare(0.25f, 1, samples: 1);

        CollectionAssert.AreEqual(new[] { 0, 1 }, layers.Select(layer => layer.Operator).ToArray());
        CollectionAssert.AreEqual(new[] { "first", "second" }, layers.Select(layer => layer.Source.Name).ToArray());
        Assert.AreEqual("RESHAPE", layers[0].OperatorName);
        Assert.AreEqual(0.25f, layers[0].Source.Quantization!.Scale);
        Assert.AreEqual(1f, layers[0].Target.Quantization!.Scale);
    }

    [TestMethod]
    public void What_conversion_folded_is_unfolded_before_it_is_compared()
    {
        // Integers are the same on both sides. Half of what they say is a quarter of the signal in noise; of the last channel alone, 0.25 of 3.1875.
        var layers = Compare(0.25f, 0.25f, samples: 1, new() { [1] = new FoldedActivation([2], 0), [2] = new FoldedActivation([1, 1, 1, 2], 0) });
        var moved = Compare(0.25f, 0.25f, samples: 1, new() { [1] = new FoldedActivation([1], -1) });

        Assert.AreEqual(10 * Math.Log10(4), layers[0].Sqnr, 1e-12);
        Assert.AreEqual(10 * Math.Log10(3.1875 / 0.25), layers[1].Sqnr, 1e-12);

        // Every value is taken for one step of 0.25 more.
        Assert.AreEqual(10 * Math.Log10(3.1875 / 0.25), moved[0].Sqnr, 1e-12);
    }

    [TestMethod]
    public void A_histogram_shows_what_folded_integers_stand_for()
    {
        // Z = -128 and c = 2: the step is 0.125, the integer -128 is 0, and -4 to 8 are 15.5 to 17.
        var layer = Compare(0.25f, 0.25f, samples: 2, new() { [1] = new FoldedActivation([2], -128) })[0];
        var grid = layer.TargetGrids.Single();

        Assert.AreEqual((-0.0625, 0.125, 31.9375), (grid.Low, grid.Step, grid.High));
        var (source, target) = RealHistogram.OfActivations(layer, 256);
        Assert.AreEqual(7 / 8d, Share(target, 15, 18), 1e-12);
        Assert.AreEqual(1 / 8d, Share(target, -0.5, 0.5), 1e-12);
        Assert.AreEqual(7 / 8d, Share(source, -2, 3), 1e-12);
        Assert.AreEqual(1 / 8d, Share(source, -33, -31), 1e-12);
    }

    [TestMethod]
    public void Each_channel_with_a_factor_of_its_own_has_its_own_grid()
    {
        var layer = Compare(0.25f, 0.25f, samples: 2, new() { [1] = new FoldedActivation([1, 2, 4, 1], 0) })[0];

        // The samples have 1 and 4, 3 and 8, 5 and -4, 4 and -128 in the four channels.
        Assert.HasCount(1, layer.SourceGrids);
        CollectionAssert.AreEqual(new[] { "129:1 132:1", "131:1 136:1", "124:1 133:1", "0:1 132:1" }, layer.TargetGrids.Select(grid => Occupied(grid.Counts)).ToArray());
        CollectionAssert.AreEqual(new[] { 0.25, 0.125, 0.0625, 0.25 }, layer.TargetGrids.Select(grid => grid.Step).ToArray());
        Assert.AreEqual(1 / 8d, layer.TargetSaturated);

        // 0.25, 1; 0.375, 1; 0.3125, -0.25; 1, -32.
        var (_, target) = RealHistogram.OfActivations(layer, 256);
        Assert.AreEqual(3 / 8d, Share(target, 0.6, 1.4), 1e-12);
        Assert.AreEqual(3 / 8d, Share(target, 0, 0.6), 1e-12);
    }

    [TestMethod]
    public void The_factors_of_folded_activations_are_on_the_weights_between_them()
    {
        var folded = new Dictionary<int, FoldedActivation> { [0] = new([1, 2], 0), [1] = new([10, 20, 30, 40], -5) };

        // Rows of output channels; in each the input channels 0 and 1.
        Assert.AreEqual("10 5 20 10 30 15 40 20", Factors(new Conv2D { Inputs = [0, 2], Outputs = [1] }, new TensorShape(4, 1, 1, 2), folded));

        // Two groups: rows 0 and 1 read channel 0, rows 2 and 3 channel 1.
        Assert.AreEqual("10 20 15 20", Factors(new Conv2D { Inputs = [0, 2], Outputs = [1] }, new TensorShape(4, 1, 1, 1), folded));

        // Output channels 0 and 1 are of input channel 0, at both places of the window.
        Assert.AreEqual("10 20 15 20 10 20 15 20", Factors(new DepthwiseConv2D { Inputs = [0, 2], Outputs = [1] }, new TensorShape(1, 1, 2, 4), folded));

        // A flattened map of two positions and two channels.
        Assert.AreEqual("10 5 10 5 20 10 20 10 30 15 30 15 40 20 40 20", Factors(new FullyConnected { Inputs = [0, 2], Outputs = [1] }, new TensorShape(4, 4), folded));
        Assert.AreEqual("", Factors(new Conv2D { Inputs = [0, 2], Outputs = [1] }, new TensorShape(4, 1, 1, 2), []));
    }

    [TestMethod]
    public void A_histogram_of_weights_takes_the_factors_back()
    {
        var source = Activation("w", 1) with { Data = new byte[] { 1, 2, 3, 4 } };
        var target = Activation("w", 0.5f) with { Data = new byte[] { 4, 4, 12, 8 } };

        // 2, 2, 6, 4 are 1 * 2, 2 * 1, 3 * 2, 4 * 1.
        var (before, after) = WeightHistograms.Of(source, target, [2, 1, 2, 1], 8)!.Value;

        foreach (var value in new[] { 1, 2, 3, 4 })
        {
            Assert.AreEqual(0.25, Share(before, value - 0.5, value + 0.5), 1e-12);
            Assert.AreEqual(0.25, Share(after, value - 0.5, value + 0.5), 1e-12);
        }
    }

    [TestMethod]
    public void Sixteen_bits_are_read_with_their_zero_point_and_fall_on_their_high_byte()
    {
        var tensor = LayerTensor.Create(Activation("x", 0.5f) with { Type = ElementType.Int16, Quantization = new QuantizationParameters(0.5f, 2) })!;
        byte[] bytes = [0x02, 0x01, 0x00, 0x80];

        Assert.AreEqual(2, tensor.Count(bytes));
        Assert.AreEqual(Math.Pow((258 - 2) * 0.5, 2) + Math.Pow((-32768 - 2) * 0.5, 2), tensor.Values.Compare(bytes, tensor.Values, bytes).Signal);
        Assert.AreEqual(129, tensor.Level(bytes, 0));
        Assert.AreEqual(0, tensor.Level(bytes, 1));
    }

    private static string Factors(Operator step, TensorShape weights, Dictionary<int, FoldedActivation> folded)
    {
        var graph = new QuantizedGraph
        {
            Name = "test",
            Inputs = [0],
            Outputs = [1],
            Tensors = [Activation("x", 1) with { Shape = new TensorShape(1, 1, 1, 2) }, Activation("y", 1), Activation("w", 1) with { Shape = weights }],
            Operators = [step],
        };
        return string.Join(' ', (FoldedWeights.Factors(graph, step, folded) ?? []).Select(factor => factor.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static double Share(RealHistogram histogram, double low, double high) =>
        Enumerable.Range(0, histogram.Centers.Count).Where(bin => histogram.Centers[bin] > low && histogram.Centers[bin] < high).Sum(bin => histogram.Shares[bin]);

    private static IReadOnlyList<LayerQuality> Compare(float sourceScale, float targetScale, int samples, Dictionary<int, FoldedActivation>? folded = null)
    {
        var data = Dataset.Create(new NumpyArray("inputs", ElementType.Int8, new TensorShape(samples, 4), Samples.AsMemory(0, 4 * samples)), null);
        var (source, target) = (GraphRun.Of(Graph(sourceScale), Arithmetic.TFLiteSource, data, Graph(sourceScale)), GraphRun.Of(Graph(targetScale), Arithmetic.TFLite, data, Graph(sourceScale)));
        var layers = new LayerComparison(source.Compiled, target.Compiled, folded ?? [], samples);
        ModelComparison.Measure(source, target, Metric.Sqnr, data, new ParallelOptions(), layers: layers);
        Assert.AreEqual(samples, layers.Samples);
        return layers.Qualities;
    }

    private static QuantizedGraph Graph(float scale) => new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [2],
        Tensors = [Activation("input", scale), Activation("first", scale), Activation("second", scale)],
        Operators = [new Reshape { Inputs = [0], Outputs = [1] }, new Reshape { Inputs = [1], Outputs = [2] }],
    };

    private static Tensor Activation(string name, float scale) => new()
    {
        Name = name,
        Type = ElementType.Int8,
        Shape = new TensorShape(1, 4),
        Quantization = new QuantizationParameters(scale),
    };

    private static string Occupied(IReadOnlyList<long> levels) =>
        string.Join(' ', levels.Index().Where(level => level.Item > 0).Select(level => FormattableString.Invariant($"{level.Index}:{level.Item}")));
}
