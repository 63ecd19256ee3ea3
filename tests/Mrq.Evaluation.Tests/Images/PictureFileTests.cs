using Mrq.Core.Diagnostics;
using Mrq.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Mrq.Evaluation.Tests.Images;

/// <summary>Pixels are what the files say, and a file that lies about itself is an error with its name.</summary>
[TestClass]
public sealed class PictureFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void A_PNG_of_colours_has_its_pixels() => AssertLevels(PngBytes.Of(2, 1, 3, [1, 2, 3, 4, 5, 6]), 3, 1, 2, 3, 4, 5, 6);

    [TestMethod]
    public void Grey_becomes_three_equal_channels() => AssertLevels(PngBytes.Of(3, 1, 1, [0, 7, 255]), 3, 0, 0, 0, 7, 7, 7, 255, 255, 255);

    [TestMethod]
    public void Grey_stays_grey() => AssertLevels(PngBytes.Of(3, 1, 1, [0, 7, 255]), 1, 0, 7, 255);

    /// <summary>0.299 · 200 + 0.587 · 100 + 0.114 · 50 = 124.2.</summary>
    [TestMethod]
    public void Colours_become_grey_by_the_weights_of_ITU_R_601() => AssertLevels(PngBytes.Of(1, 1, 3, [200, 100, 50]), 1, 124);

    [TestMethod]
    public void Alpha_is_dropped_as_Pillow_and_TensorFlow_drop_it() => AssertLevels(PngBytes.Of(2, 1, 4, [1, 2, 3, 0, 4, 5, 6, 128]), 3, 1, 2, 3, 4, 5, 6);

    [TestMethod]
    public void Alpha_stays_for_a_model_of_four_channels() => AssertLevels(PngBytes.Of(1, 1, 4, [1, 2, 3, 0]), 4, 1, 2, 3, 0);

    /// <summary>Level v of 65535 is v / 257: 0x01FF is 1.99.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void Sixteen_bits_become_the_nearest_of_eight(int channels)
    {
        var pixels = new byte[] { 0, 0, 1, 0xFF, 0xFF, 0xFF, 0x80, 0x80, 0x01, 0x01, 0x7F, 0x00 };
        var expected = new byte[] { 0, 2, 255, 128, 1, 127 };

        AssertLevels(PngBytes.Of(6 / channels, 1, channels, pixels, bits: 16), channels, expected);
    }

    /// <summary>Rows from the last to the first, blue first, each padded to four bytes.</summary>
    [TestMethod]
    public void A_BMP_has_its_pixels()
    {
        byte[] head = [(byte)'B', (byte)'M', 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

        AssertLevels([.. head, 9, 8, 7, 12, 11, 10, 0, 0, 3, 2, 1, 6, 5, 4, 0, 0], 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    /// <summary>The orientation says that the picture lies on its side. It is read as it is stored.</summary>
    [TestMethod]
    public void An_EXIF_orientation_is_not_applied()
    {
        var jpeg = Jpeg(16, 8);
        byte[] exif = [0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        var picture = PictureFile.Read(_folder.Write("x.jpg", [.. jpeg[..2], .. exif, .. jpeg[2..]]), 3);

        Assert.AreEqual((16, 8), (picture.Width, picture.Height));
    }

    [TestMethod]
    public void A_JPEG_has_its_pixels_within_what_it_loses()
    {
        var picture = PictureFile.Read(_folder.Write("x.jpg", Jpeg(16, 8)), 3);

        foreach (var (level, i) in picture.Levels.ToArray().Select((level, i) => (level, i)))
        {
            Assert.AreEqual(Ramp(i / 3 % 16), level, 4.0);
        }
    }

    [TestMethod]
    [DataRow(100_000, 100_000)]
    [DataRow(8193, 8192)]
    public void A_picture_of_too_many_pixels_is_refused_by_its_head(int width, int height)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = AssertFails(PngBytes.Of(width, height, colorType: 2, 8, [0]), FormattableString.Invariant($"The picture has {width} x {height} pixels; up to 67108864 are read. Make it smaller."));

        Assert.IsLessThan(16 << 20, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.AreEqual(_folder.PathOf("x.png"), error.Place.File);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(20)]
    public void A_picture_that_ends_early_is_MRQ1050(int missing)
    {
        AssertFails(PngBytes.Of(8, 8, 3, new byte[192])[..^missing], "The picture ends early; fetch it or save it again.");
        AssertFails(Jpeg(16, 8)[..^missing], "The picture ends early; fetch it or save it again.");
    }

    /// <summary>Each scan of a progressive picture goes over all pixels.</summary>
    [TestMethod]
    public void A_JPEG_of_very_many_scans_is_MRQ1050()
    {
        var jpeg = Jpeg(16, 8);
        byte[] scans = [.. Enumerable.Range(0, 200).SelectMany(_ => new byte[] { 0xFF, 0xDA, 0, 2 })];

        AssertFails([.. jpeg[..^2], .. scans, .. jpeg[^2..]], "The JPEG picture has over 100 scans; save it again.");
    }

    [TestMethod]
    public void What_is_no_picture_is_MRQ1050() => AssertFails("GIF89a and more"u8.ToArray(), "The file is no JPEG, PNG or BMP picture, whatever its name.");

    [TestMethod]
    public void A_picture_that_is_not_there_is_MRQ0105() =>
        Assert.AreEqual(MrqCodes.FileMissing, Assert.ThrowsExactly<MrqException>(() => PictureFile.Read(_folder.PathOf("gone.png"), 3)).Code);

    /// <summary>Whatever bytes change, a picture or a coded error comes of it.</summary>
    [TestMethod]
    public void Damaged_files_are_pictures_or_coded_errors()
    {
        byte[][] files = [Jpeg(16, 8), PngBytes.Of(8, 8, 3, new byte[192]), PngBytes.Of(4, 4, 1, new byte[32], bits: 16)];
        var random = new Random(1);
        for (var i = 0; i < 600; i++)
        {
            var bytes = (byte[])files[i % files.Length].Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                var picture = PictureFile.Read(_folder.Write("x.png", bytes), 3);
                Assert.IsLessThanOrEqualTo(PictureFile.MostPixels, (long)picture.Width * picture.Height);
            }
            catch (MrqException error)
            {
                Assert.AreEqual((MrqCodes.BadDataset, _folder.PathOf("x.png")), (error.Code, error.Place.File));
            }
        }
    }

    private static byte Ramp(int x) => (byte)(40 + (x * 10));

    private static byte[] Jpeg(int width, int height)
    {
        using var image = new Image<Rgb24>(width, height);
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
            {
                var row = rows.GetRowSpan(y);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = new Rgb24(Ramp(x), Ramp(x), Ramp(x));
                }
            }
        });
        using var file = new MemoryStream();
        image.Save(file, new JpegEncoder { Quality = 95 });
        return file.ToArray();
    }

    private MrqException AssertFails(byte[] file, string message)
    {
        var path = _folder.Write("x.png", file);
        var error = Assert.ThrowsExactly<MrqException>(() => PictureFile.Read(path, 3));
        Assert.AreEqual((MrqCodes.BadDataset, message), (error.Code, error.Message));
        return error;
    }

    private void AssertLevels(byte[] file, int channels, params byte[] expected) =>
        CollectionAssert.AreEqual(expected, PictureFile.Read(_folder.Write("x.png", file), channels).Levels.ToArray());
}
