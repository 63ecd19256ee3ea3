using Mrq.Imaging;

namespace Mrq.Evaluation.Tests.Images;

/// <summary>Resized pixels are Pillow's to the bit, and TensorFlow's as far as float32 goes; what is cut is what their users cut.</summary>
[TestClass]
public sealed class ResamplingTests
{
    /// <summary>What Pillow 9.4.0 gave: <c>Image.resize(size, BILINEAR)</c> of the picture that <see cref="Picture"/> draws.</summary>
    [TestMethod]
    [DataRow(13, 9, 5, 4, "91,148,132,132,134,122,116,131,154,119,136,120,117,137,135,147,102,144,113,125,129,136,133,129,137,134,127,136,116,139,136,119,139,137,111,148,114,111,114,129,138,130,120,138,127,156,109,161,125,135,148,102,108,114,130,140,131,114,142,142")]
    [DataRow(5, 4, 8, 7, "0,97,194,16,113,210,39,136,217,62,159,80,86,183,24,109,206,47,132,229,70,148,245,86,22,119,216,39,136,192,63,160,155,87,184,76,112,180,50,136,147,74,160,166,98,177,182,115,57,154,251,75,172,164,101,198,56,127,224,71,153,176,91,179,53,117,205,65,143,223,82,161,92,189,158,111,152,121,139,108,77,167,136,105,155,124,133,102,71,160,122,91,188,142,111,208,126,205,64,147,122,85,176,18,115,193,47,144,144,77,168,24,106,186,39,136,214,60,157,236,161,94,99,183,76,121,204,55,152,133,87,184,84,118,164,59,150,93,84,181,113,106,203,136,183,24,121,206,47,144,222,79,176,95,112,209,47,144,161,80,177,34,112,209,50,135,232,73")]
    [DataRow(16, 16, 4, 4, "120,128,132,124,131,137,129,132,127,118,126,139,139,116,146,119,118,126,127,135,128,122,137,122,129,122,138,111,120,129,122,128,130,129,122,126,126,136,129,122,122,124,127,124,122,123,121,124")]
    [DataRow(7, 11, 7, 3, "101,132,163,124,112,136,126,157,108,105,107,109,151,152,154,101,103,134,146,148,157,143,115,149,142,114,143,142,108,142,141,107,142,122,138,154,103,119,122,115,100,103,129,116,140,141,121,145,125,127,158,109,140,142,122,124,125,105,107,138,89,120,122")]
    public void Antialiased_pixels_are_those_of_Pillow(int width, int height, int newWidth, int newHeight, string expected)
    {
        var resized = ImagePreparation.Default.Apply(Picture(width, height), new ImageInput(newHeight, newWidth, 3, false));

        Assert.AreEqual(expected, string.Join(',', resized));
    }

    /// <summary>The same filter by its definition: each new pixel is the mean of all old ones below its triangle, in double and rounded once; Pillow rounds twice.</summary>
    [TestMethod]
    [DataRow(40, 30, 16, 9)]
    [DataRow(9, 30, 20, 7)]
    [DataRow(33, 33, 33, 5)]
    public void Antialiased_pixels_are_means_below_a_triangle(int width, int height, int newWidth, int newHeight)
    {
        var picture = Picture(width, height);
        var resized = ImagePreparation.Default.Apply(picture, new ImageInput(newHeight, newWidth, 3, false));

        AssertNear(picture, newWidth, newHeight, resized, 1, (place, scale, j) => Math.Max(0, 1 - (Math.Abs(j + 0.5 - place) / Math.Max(scale, 1))));
    }

    /// <summary>TensorFlow's interpolation by its definition: the values of the nearest pixels by their distance, those at the border going on outside.</summary>
    [TestMethod]
    [DataRow(40, 30, 16, 9)]
    [DataRow(9, 30, 20, 7)]
    [DataRow(5, 4, 8, 7)]
    public void Pixels_that_are_not_antialiased_lie_between_their_neighbours(int width, int height, int newWidth, int newHeight)
    {
        var picture = Picture(width, height);
        var resized = (ImagePreparation.Default with { Resize = ImageResize.Bilinear }).Apply(picture, new ImageInput(newHeight, newWidth, 3, false));

        AssertNear(picture, newWidth, newHeight, resized, 1e-3, (place, _, j) => Math.Max(0, 1 - Math.Abs(place - 0.5 - j)));
    }

    /// <summary>By hand: of four levels 0, 100, 200, 50 two are made. New centres lie between the first two and between the last two.</summary>
    [TestMethod]
    public void Half_pixel_centres_of_half_the_size_lie_between_two_pixels()
    {
        var resized = (ImagePreparation.Default with { Resize = ImageResize.Bilinear }).Apply(new Picture(4, 1, 1, new byte[] { 0, 100, 200, 50 }), new ImageInput(1, 2, 1, false));

        CollectionAssert.AreEqual(new[] { 50f, 125f }, resized);
    }

    [TestMethod]
    [DataRow(ImageFit.Stretch, "0,0 20x10 -> 8x8, 0,0 8x8")]
    [DataRow(ImageFit.CentralCrop, "1,0 18x10 -> 8x8, 0,0 8x8")]
    [DataRow(ImageFit.ResizeCrop, "0,0 20x10 -> 18x9, 5,0 8x8")]
    public void A_fit_cuts_what_its_users_cut(ImageFit fit, string expected)
    {
        var geometry = PictureGeometry.Of(fit, 0.875, (20, 10), (8, 8));

        Assert.AreEqual(expected, $"{Text(geometry.Source)} -> {geometry.Width}x{geometry.Height}, {Text(geometry.Result)}");
    }

    [TestMethod]
    public void ImageNets_sizes_are_those_of_torchvision_and_TensorFlow()
    {
        var torch = PictureGeometry.Of(ImageFit.ResizeCrop, 0.875, (500, 375), (224, 224));
        var tf = PictureGeometry.Of(ImageFit.CentralCrop, 0.875, (500, 375), (224, 224));

        Assert.AreEqual((341, 256, new PictureBox(58, 16, 224, 224)), (torch.Width, torch.Height, torch.Result));
        Assert.AreEqual(new PictureBox(31, 23, 438, 329), tf.Source);
    }

    [TestMethod]
    [DataRow(ChannelOrder.Rgb, false, "1,2,3,4,5,6")]
    [DataRow(ChannelOrder.Bgr, false, "3,2,1,6,5,4")]
    [DataRow(ChannelOrder.Rgb, true, "1,4,2,5,3,6")]
    [DataRow(ChannelOrder.Bgr, true, "3,6,2,5,1,4")]
    public void Channels_are_ordered_and_laid_out_as_the_model_wants_them(ChannelOrder order, bool isPlanar, string expected) =>
        Assert.AreEqual(expected, string.Join(',', (ImagePreparation.Default with { Order = order }).Apply(new Picture(2, 1, 3, new byte[] { 1, 2, 3, 4, 5, 6 }), new ImageInput(1, 2, 3, isPlanar))));

    private static string Text(PictureBox box) => $"{box.Left},{box.Top} {box.Width}x{box.Height}";

    private static Picture Picture(int width, int height)
    {
        var levels = new byte[width * height * 3];
        for (var i = 0; i < levels.Length; i++)
        {
            var (x, y, channel) = (i / 3 % width, i / 3 / width, i % 3);
            levels[i] = (byte)((x * 37) + (y * 61) + (channel * 97) + (x * y * 5));
        }

        return new Picture(width, height, 3, levels);
    }

    /// <param name="picture">The picture.</param>
    /// <param name="width">Of the resized one.</param>
    /// <param name="height">Of the resized one.</param>
    /// <param name="resized">Its values.</param>
    /// <param name="tolerance">What they may differ by.</param>
    /// <param name="weight">Of old pixel j for a new one whose centre lies at a place, in old pixels from the border, where scale is old by new size.</param>
    private static void AssertNear(Picture picture, int width, int height, float[] resized, double tolerance, Func<double, double, int, double> weight)
    {
        var (columns, rows) = (Shares(picture.Width, width, weight), Shares(picture.Height, height, weight));
        for (var i = 0; i < resized.Length; i++)
        {
            var (x, y, channel, sum) = (i / 3 % width, i / 3 / width, i % 3, 0.0);
            for (var row = 0; row < picture.Height; row++)
            {
                for (var column = 0; column < picture.Width; column++)
                {
                    sum += rows[y][row] * columns[x][column] * picture.Levels.Span[(((row * picture.Width) + column) * 3) + channel];
                }
            }

            Assert.AreEqual(sum, resized[i], tolerance, $"{x},{y}");
        }
    }

    private static double[][] Shares(int from, int to, Func<double, double, int, double> weight) =>
    [
        .. Enumerable.Range(0, to).Select(i =>
        {
            var scale = (double)from / to;
            var weights = Enumerable.Range(0, from).Select(j => weight((i + 0.5) * scale, scale, j)).ToArray();
            return weights.Select(share => share / weights.Sum()).ToArray();
        }),
    ];
}
