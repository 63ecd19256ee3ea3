using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Synthetic;

namespace Mrq.Tests;

/// <summary>Images for conversion without data: natural in their statistics, and the same bytes everywhere.</summary>
[TestClass]
public sealed class SyntheticImagesTests
{
    private const int Size = 64;

    [TestMethod]
    public void Every_machine_makes_the_same_bytes()
    {
        var bytes = Enumerable.Range(0, 6).SelectMany(image => Paint((ulong)image)).ToArray();

        Assert.AreEqual("F11B634EEAEBA60A", Convert.ToHexString(SHA256.HashData(bytes))[..16]);
    }

    [TestMethod]
    public void Noise_has_three_roughnesses_and_neighbours_differ_more_from_one_to_the_next()
    {
        var roughness = new ulong[] { 0, 2, 4 }.Select(seed => MeanStep(Paint(seed)) / Spread(Paint(seed))).ToArray();

        Assert.IsGreaterThan(roughness[0] * 1.2, roughness[1]);
        Assert.IsGreaterThan(roughness[1] * 1.2, roughness[2]);
    }

    [TestMethod]
    public void Leaves_have_the_edges_that_noise_lacks() =>
        Assert.IsGreaterThan(LargestStep(Paint(0)) * 2, LargestStep(Paint(1)));

    [TestMethod]
    public void Leaves_differ_from_image_to_image_in_light_and_in_sharpness()
    {
        var images = Enumerable.Range(0, 16).Select(image => Paint((ulong)((2 * image) + 1))).ToArray();

        var light = images.Select(image => image.Average(level => (double)level)).ToArray();
        var sharpness = images.Select(image => MeanStep(image) / Spread(image)).ToArray();

        Assert.IsGreaterThan(40, light.Max() - light.Min());
        Assert.IsGreaterThan(1.8, sharpness.Max() / sharpness.Min());
    }

    [TestMethod]
    public void Every_image_is_another_one_and_none_is_flat()
    {
        var images = Enumerable.Range(0, 16).Select(image => Paint((ulong)image)).ToArray();

        Assert.HasCount(images.Length, images.Select(Convert.ToHexString).Distinct().ToArray());
        foreach (var image in images)
        {
            Assert.IsGreaterThan(12, Spread(image));
        }
    }

    [TestMethod]
    public void Signed_inputs_get_the_same_images_128_lower() =>
        CollectionAssert.AreEqual(Paint(1).Select(level => unchecked((byte)(level - 128))).ToArray(), Paint(1, offset: -128));

    [TestMethod]
    [DataRow(new[] { 1, 224, 224, 3 }, ElementType.UInt8, true)]
    [DataRow(new[] { 1, 96, 96, 1 }, ElementType.Int8, true)]
    [DataRow(new[] { 1, 3, 224, 160 }, ElementType.Int8, true, DisplayName = "channels come first")]
    [DataRow(new[] { 1, 1, 28, 28 }, ElementType.Int8, true, DisplayName = "one channel comes first")]
    [DataRow(new[] { 1, 28, 28 }, ElementType.UInt8, true, DisplayName = "a square without channels")]
    [DataRow(new[] { 1, 4, 4 }, ElementType.UInt8, false, DisplayName = "too small a square")]
    [DataRow(new[] { 1, 49, 257 }, ElementType.Int8, false, DisplayName = "a spectrogram is no image")]
    [DataRow(new[] { 1, 49, 10, 1 }, ElementType.Int8, false, DisplayName = "features are no image")]
    [DataRow(new[] { 1, 128 }, ElementType.Int8, false, DisplayName = "a vector is no image")]
    [DataRow(new[] { 4, 224, 224, 3 }, ElementType.UInt8, false, DisplayName = "a batch is not one image")]
    [DataRow(new[] { 1, 0, 0, 3 }, ElementType.UInt8, false, DisplayName = "nothing is no image")]
    [DataRow(new[] { 1, 224, 224, 3 }, ElementType.Int16, false, DisplayName = "16 bits are not painted")]
    [DataRow(new[] { 1, 224, 224, 3 }, ElementType.Float32, false, DisplayName = "real numbers of no range are not painted")]
    [DataRow(new[] { 1, 224, 224, 3 }, ElementType.Int32, false, DisplayName = "32 bits are not painted")]
    public void Only_what_looks_like_an_image_is_given_one(int[] shape, ElementType type, bool fits)
    {
        var input = Input(type, shape);

        Assert.AreEqual(fits, SyntheticImages.Fit(input, InputDomain.Of(Graph(input), 0)));
    }

    [TestMethod]
    [DataRow(ElementType.Float32, ElementType.Int8, true)]
    [DataRow(ElementType.Float32, ElementType.UInt8, true)]
    [DataRow(ElementType.Int16, ElementType.Int8, true)]
    [DataRow(ElementType.Float32, ElementType.Int16, false, DisplayName = "16 symmetric bits do not say what black is")]
    public void An_input_is_an_image_by_the_8_bits_of_a_QUANTIZE_behind_it(ElementType type, ElementType quantized, bool fits)
    {
        var input = Input(type, 1, 32, 32, 3);

        Assert.AreEqual(fits, SyntheticImages.Fit(input, InputDomain.Of(Graph(input, Input(quantized, 1, 32, 32, 3) with { Quantization = new QuantizationParameters(0.5f) }), 0)));
    }

    [TestMethod]
    [DataRow(ElementType.Int8, 1 / 256f, -128, 0, 255 / 256.0)]
    [DataRow(ElementType.Int8, 1 / 128f, 0, -1, 127 / 128.0)]
    [DataRow(ElementType.UInt8, 1f, 0, 0, 255)]
    [DataRow(ElementType.Int8, 1f, 0, -128, 127)]
    public void Real_images_are_levels_spread_over_the_range_that_the_QUANTIZE_represents(ElementType type, float scale, int zeroPoint, double black, double white)
    {
        var input = Input(ElementType.Float32, 1, Size, Size, 3);
        var domain = InputDomain.Of(Graph(input, Input(type, 1, Size, Size, 3) with { Quantization = new QuantizationParameters(scale, zeroPoint) }), 0);

        var image = new byte[4 * Size * Size * 3];
        var images = SyntheticImages.Create(input, domain, count: 2);
        InputEncoder.Create(images.Inputs[0], input, input).Encode(images.Samples().Last().Input(0), image);

        var levels = Paint(1);
        var values = MemoryMarshal.Cast<byte, float>(image).ToArray();
        for (var i = 0; i < values.Length; i++)
        {
            Assert.AreEqual((float)(black + (levels[i] * (white - black) / 255)), values[i], 1e-6f * (float)(white - black));
        }
    }

    [TestMethod]
    [DataRow(ElementType.UInt8)]
    [DataRow(ElementType.Int8)]
    public void Images_of_8_bits_are_the_levels_themselves(ElementType type)
    {
        var input = Input(type, 1, Size, Size, 3) with { Quantization = new QuantizationParameters(0.25f, 7) };
        var data = SyntheticImages.Create(input, InputDomain.Of(Graph(input, input with { Quantization = new QuantizationParameters(0.125f, 7) }), 0), count: 6);

        CollectionAssert.AreEqual(Enumerable.Range(0, 6).SelectMany(image => Paint((ulong)image, type == ElementType.Int8 ? -128 : 0)).ToArray(), data.Inputs[0].Array.Data.ToArray());
    }

    [TestMethod]
    public void Channels_that_come_first_are_planes_of_the_same_image()
    {
        var input = Input(ElementType.UInt8, 1, 3, Size, Size);

        var planes = SyntheticImages.Create(input, InputDomain.Of(Graph(input), 0), count: 2).Inputs[0].Array.Data.Span[^(3 * Size * Size)..];

        var pixels = Paint(1);
        for (var i = 0; i < pixels.Length; i++)
        {
            Assert.AreEqual(pixels[i], planes[(i % 3 * Size * Size) + (i / 3)]);
        }
    }

    [TestMethod]
    public void Images_too_large_for_64_of_them_are_fewer()
    {
        var input = Input(ElementType.UInt8, 1, 9000, 9000, 3);

        Assert.AreEqual(2, SyntheticImages.CountOf(input, 64));
    }

    private static Tensor Input(ElementType type, params int[] shape) => new() { Name = "input", Type = type, Shape = new TensorShape(shape) };

    /// <summary>An input, and what a QUANTIZE makes of it where there is one.</summary>
    private static QuantizedGraph Graph(Tensor input, params Tensor[] quantized) => new()
    {
        Name = "main",
        Tensors = [input, .. quantized],
        Operators = [.. quantized.Select((_, i) => new Quantize { Inputs = [0], Outputs = [i + 1] })],
        Inputs = [0],
        Outputs = [quantized.Length],
    };

    private static byte[] Paint(ulong image, int offset = 0)
    {
        var bytes = new byte[Size * Size * 3];
        SyntheticImages.Paint(bytes, Size, Size, 3, image, offset);
        return bytes;
    }

    /// <summary>Differences of the first channel between neighbours in a row.</summary>
    private static IEnumerable<int> Steps(byte[] image) =>
        from pixel in Enumerable.Range(0, Size * Size)
        where pixel % Size != 0
        select Math.Abs(image[pixel * 3] - image[(pixel - 1) * 3]);

    private static double MeanStep(byte[] image) => Steps(image).Average();

    private static int LargestStep(byte[] image) => Steps(image).Max();

    /// <summary>Standard deviation of the levels.</summary>
    private static double Spread(byte[] image)
    {
        var mean = image.Average(level => (double)level);
        return Math.Sqrt(image.Average(level => (level - mean) * (level - mean)));
    }
}
