using System.Security.Cryptography;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Synthetic;

namespace Mrq.Tests;

/// <summary>Samples for inputs that are no images: values that the graph can tell apart, and the same everywhere.</summary>
[TestClass]
public sealed class SyntheticNoiseTests
{
    [TestMethod]
    [DataRow(ElementType.Int8, 1 / 256f, -128)]
    [DataRow(ElementType.Int8, 1 / 128f, 0)]
    [DataRow(ElementType.UInt8, 1f, 0)]
    [DataRow(ElementType.Int8, 1f, 0)]
    [DataRow(ElementType.UInt8, 0.4f, 209)]
    [DataRow(ElementType.Int16, 0.25f, 0)]
    public void Real_values_fill_the_range_that_the_QUANTIZE_represents_and_no_more(ElementType type, float scale, int zeroPoint)
    {
        var quantized = new Tensor { Name = "q", Type = type, Shape = new TensorShape(1, 640), Quantization = new QuantizationParameters(scale, zeroPoint) };
        var values = Create(ElementType.Float32, null, quantized).AsSpan<float>().ToArray().Select(value => value / scale + zeroPoint).ToArray();

        var (minimum, maximum) = type.IntegerRange();
        var slack = (maximum - minimum) / 100.0;
        Assert.IsGreaterThanOrEqualTo(minimum - 0.01, values.Min());
        Assert.IsLessThanOrEqualTo(maximum + 0.01, values.Max());
        Assert.IsLessThan(minimum + slack, values.Min());
        Assert.IsGreaterThan(maximum - slack, values.Max());
        Assert.AreEqual((minimum + maximum) / 2.0, values.Average(), slack);
    }

    [TestMethod]
    public void Real_values_that_nothing_quantizes_are_between_minus_1_and_1()
    {
        var values = Create(ElementType.Float32, null).AsSpan<float>().ToArray();

        Assert.IsLessThan(-0.99f, values.Min());
        Assert.IsGreaterThan(0.99f, values.Max());
        Assert.IsLessThanOrEqualTo(1f, values.Max(MathF.Abs));
    }

    [TestMethod]
    public void Integers_keep_to_the_part_of_their_range_that_a_QUANTIZE_behind_them_represents()
    {
        // Real 0 to 0.99609375 in steps of 1/1024: 0 to 1020.
        var quantized = new Tensor { Name = "q", Type = ElementType.Int8, Shape = new TensorShape(1, 640), Quantization = new QuantizationParameters(1 / 256f, -128) };
        var values = Create(ElementType.Int16, new QuantizationParameters(1 / 1024f), quantized).AsSpan<short>().ToArray();

        Assert.AreEqual((0, 1020), (values.Min(), values.Max()));
    }

    [TestMethod]
    public void Values_are_those_that_a_root_or_a_quotient_is_defined_for()
    {
        var wide = new Tensor { Name = "x", Type = ElementType.Int16, Shape = new TensorShape(1, 640), Quantization = new QuantizationParameters(0.25f) };
        short Smallest(Operator step) => SyntheticNoise.Create(new QuantizedGraph { Name = "main", Tensors = [wide, wide, wide], Operators = [step], Inputs = [0, 1], Outputs = [2] }, step is Rsqrt ? 0 : 1, 64).Inputs[0].Array.AsSpan<short>().ToArray().Min();

        Assert.IsInRange((short)0, (short)50, Smallest(new Rsqrt { Inputs = [0], Outputs = [2] }));
        Assert.IsInRange((short)1, (short)50, Smallest(new Div { Inputs = [0, 1], Outputs = [2] }));
    }

    [TestMethod]
    [DataRow(ElementType.Int8, "D2C4A4B438452A77")]
    [DataRow(ElementType.UInt8, "D2C4A4B438452A77")]
    [DataRow(ElementType.Int16, "85C49B0A88E81B44")]
    public void All_values_of_a_type_are_the_same_bytes_everywhere(ElementType type, string digest) =>
        Assert.AreEqual(digest, Convert.ToHexString(SHA256.HashData(Create(type, new QuantizationParameters(0.5f, type == ElementType.Int16 ? 0 : 3)).Data.Span))[..16]);

    [TestMethod]
    [DataRow(ElementType.Int16)]
    [DataRow(ElementType.Int32)]
    [DataRow(ElementType.Int64)]
    public void Ids_are_every_row_of_their_table_and_nothing_else(ElementType type)
    {
        var ids = new Tensor { Name = "ids", Type = type, Shape = new TensorShape(1, 6) };
        var table = new Tensor { Name = "table", Type = ElementType.Int8, Shape = new TensorShape(16, 8), Quantization = new QuantizationParameters(1f), Data = new byte[128] };
        var samples = SyntheticNoise.Create(Graph([ids, table, ids], new Gather { Inputs = [1, 0], Outputs = [2] }), 0).Inputs[0].Array;

        Assert.AreEqual(type, samples.Type);
        CollectionAssert.AreEqual(Enumerable.Range(0, 16).Select(row => (long)row).ToArray(), Enumerable.Range(0, samples.Count).Select(samples.GetInt64).Distinct().Order().ToArray());
    }

    [TestMethod]
    [DataRow(ElementType.Int32, 127)]
    [DataRow(ElementType.Int64, 127)]
    [DataRow(ElementType.UInt32, 127)]
    [DataRow(ElementType.Bool, 1)]
    public void Integers_without_scale_or_table_are_0_to_127(ElementType type, int greatest)
    {
        var samples = Create(type, null);
        var values = Enumerable.Range(0, samples.Count).Select(samples.GetInt64).ToArray();

        Assert.AreEqual((0L, (long)greatest), (values.Min(), values.Max()));
    }

    [TestMethod]
    public void An_input_of_texts_is_refused_by_its_name()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Create(ElementType.String, null));

        Assert.AreEqual((MrqCodes.UnsupportedConversion, "x"), (error.Code, error.Place.Tensor));
    }

    /// <summary>The samples of an input, and of a QUANTIZE behind it where there is one.</summary>
    private static NumpyArray Create(ElementType type, QuantizationParameters? quantization, params Tensor[] quantized)
    {
        var input = new Tensor { Name = "x", Type = type, Shape = new TensorShape(1, 640), Quantization = quantization };
        return SyntheticNoise.Create(Graph([input, .. quantized], [.. quantized.Select((_, i) => new Quantize { Inputs = [0], Outputs = [i + 1] })]), 0).Inputs[0].Array;
    }

    private static QuantizedGraph Graph(Tensor[] tensors, params Operator[] operators) =>
        new() { Name = "main", Tensors = [.. tensors], Operators = [.. operators], Inputs = [0], Outputs = [tensors.Length - 1] };
}
