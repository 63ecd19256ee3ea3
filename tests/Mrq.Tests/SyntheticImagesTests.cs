using System.Security.Cryptography;
using Mrq.Core.Graph;
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
    [DataRow(new[] { 1, 49, 10, 1 }, ElementType.Int8, false, DisplayName = "features are no image")]
    [DataRow(new[] { 1, 128 }, ElementType.Int8, false, DisplayName = "a vector is no image")]
    [DataRow(new[] { 4, 224, 224, 3 }, ElementType.UInt8, false, DisplayName = "a batch is not one image")]
    [DataRow(new[] { 1, 224, 224, 3 }, ElementType.Int16, false, DisplayName = "16 bits are not painted")]
    public void Only_what_looks_like_an_image_is_given_one(int[] shape, ElementType type, bool fits) =>
        Assert.AreEqual(fits, SyntheticImages.Fit(new Tensor { Name = "input", Type = type, Shape = new TensorShape(shape) }));

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
