using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Numerics;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Layers;

namespace Mrq.Evaluation.Tests;

/// <summary>SQNR, lost bits and levels of layers against sums done by hand. RESHAPE computes nothing, so that all noise is the input's rounding.</summary>
[TestClass]
public sealed class LayerAnalysisTests
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

        Assert.AreEqual("0:1 124:1 129:1 131:1 132:2 133:1 136:1", Occupied(layer.SourceLevels));
        Assert.AreEqual("96:1 127:1 128:1 129:4 130:1", Occupied(layer.TargetLevels));
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
    public void Sixteen_bits_are_read_with_their_zero_point_and_fall_on_their_high_byte()
    {
        var tensor = LayerTensor.Create(Activation("x", 0.5f) with { Type = ElementType.Int16, Quantization = new QuantizationParameters(0.5f, 2) })!;
        byte[] bytes = [0x02, 0x01, 0x00, 0x80];

        Assert.AreEqual(2, tensor.Count(bytes));
        Assert.AreEqual((258 - 2) * 0.5, tensor.Real(bytes, 0));
        Assert.AreEqual(129, tensor.Level(bytes, 0));
        Assert.AreEqual((-32768 - 2) * 0.5, tensor.Real(bytes, 1));
        Assert.AreEqual(0, tensor.Level(bytes, 1));
    }

    private static IReadOnlyList<LayerQuality> Compare(float sourceScale, float targetScale, int samples, Dictionary<int, FoldedActivation>? folded = null)
    {
        var data = Dataset.Create(new NumpyArray("inputs", ElementType.Int8, new TensorShape(samples, 4), Samples.AsMemory(0, 4 * samples)), null);
        var (layers, compared) = LayerAnalysis.Compare(Graph(sourceScale), Graph(targetScale), folded ?? [], Arithmetic.TFLite, data, new ParallelOptions());
        Assert.AreEqual(samples, compared);
        return layers;
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
