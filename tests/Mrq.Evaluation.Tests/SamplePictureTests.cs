using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Imaging;

namespace Mrq.Evaluation.Tests;

/// <summary>Samples as pictures, read back from the PNG files that they become.</summary>
[TestClass]
public sealed class SamplePictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Pixels_are_shown_as_they_are()
    {
        var pixels = Enumerable.Range(0, 2 * 4 * 4 * 3).Select(i => (byte)i).ToArray();

        var pictures = SamplePictures.Of(Data(ElementType.UInt8, new TensorShape(2, 4, 4, 3), pixels), Graph(new TensorShape(1, 4, 4, 3)), channelsLast: true, [1], side: 64);

        CollectionAssert.AreEqual(new[] { 1 }, pictures.Keys.ToArray());
        CollectionAssert.AreEqual(pixels[48..], Read(pictures[1], 3).Levels.ToArray());
    }

    [TestMethod]
    public void Channels_that_come_first_and_blue_that_comes_first_are_put_right()
    {
        // Planes of blue 10, green 20 and red 30.
        byte[] planes = [.. Enumerable.Repeat((byte)10, 16), .. Enumerable.Repeat((byte)20, 16), .. Enumerable.Repeat((byte)30, 16)];
        var options = DatasetOptions.Default with { InputPreset = InputPreset.Caffe };

        var pictures = SamplePictures.Of(Data(ElementType.UInt8, new TensorShape(1, 3, 4, 4), planes, options), Graph(new TensorShape(1, 3, 4, 4)), channelsLast: false, [0], side: 64);

        CollectionAssert.AreEqual(new byte[] { 30, 20, 10 }, Read(pictures[0], 3).Levels[..3].ToArray());
    }

    [TestMethod]
    public void Other_values_reach_from_black_to_white_and_what_is_no_number_is_black()
    {
        var values = Enumerable.Repeat(0f, 16).ToArray();
        (values[0], values[1], values[2]) = (-1, 1, float.NaN);

        var pictures = SamplePictures.Of(Data(ElementType.Float32, new TensorShape(1, 4, 4, 1), [.. values.SelectMany(BitConverter.GetBytes)]), Graph(new TensorShape(1, 4, 4, 1)), channelsLast: true, [0], side: 64);

        CollectionAssert.AreEqual(new byte[] { 0, 255, 0, 128 }, Read(pictures[0], 1).Levels[..4].ToArray());
    }

    [TestMethod]
    public void A_large_picture_becomes_a_small_one()
    {
        var pictures = SamplePictures.Of(Data(ElementType.UInt8, new TensorShape(1, 20, 40, 1), new byte[800]), Graph(new TensorShape(1, 20, 40, 1)), channelsLast: true, [0], side: 8);

        var picture = Read(pictures[0], 1);
        Assert.AreEqual((8, 4), (picture.Width, picture.Height));
    }

    [TestMethod]
    [DataRow(1, 2, 4, 3)]
    [DataRow(1, 4, 4, 2)]
    [DataRow(2, 4, 4, 3)]
    public void What_is_no_image_has_no_picture(int count, int height, int width, int channels) => Assert.IsEmpty(
        SamplePictures.Of(Data(ElementType.UInt8, new TensorShape(1, height, width, channels), new byte[height * width * channels]), Graph(new TensorShape(count, height, width, channels)), channelsLast: true, [0], side: 64));

    private Picture Read(byte[] png, int channels) => PictureFile.Read(_folder.Write("sample.png", png), channels);

    private static Dataset Data(ElementType type, TensorShape shape, byte[] values, DatasetOptions? options = null) => Dataset.Create(new NumpyArray("x", type, shape, values), null, options);

    private static QuantizedGraph Graph(TensorShape input) => new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [0],
        Tensors = [new Tensor { Name = "image", Type = ElementType.UInt8, Shape = input, Quantization = new QuantizationParameters(1) }],
        Operators = [],
    };
}
