using System.Runtime.InteropServices;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Testing;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;

namespace Mrq.Tests;

/// <summary>The evaluation images as files are the evaluation images: in PNG sample by sample, in JPEG as far as it loses nothing that a model sees.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class PicturesOnModelsTests : IDisposable
{
    private const int Side = 128;

    private readonly string _folder = Directory.CreateTempSubdirectory("mrq-pictures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void A_folder_of_PNG_files_gives_the_same_samples_labels_and_answers_as_the_archive()
    {
        var archive = TestData.PathOf("imagenet", "eval400_128.npz");
        Write(archive, ".png", new PngEncoder());

        var (expected, found) = (Outputs(archive), Outputs(_folder));
        Assert.AreEqual(Digest(archive), Digest(_folder));
        CollectionAssert.AreEqual(expected, found);
    }

    /// <summary>Quality 95 without subsampled colours: of Pillow's decoder 365 of 400 answers stay what they were, since this network is small. As many are right as before, within a few.</summary>
    [TestMethod]
    public void A_folder_of_JPEG_files_gives_answers_that_are_right_as_often()
    {
        var archive = TestData.PathOf("imagenet", "eval400_128.npz");
        Write(archive, ".jpg", new JpegEncoder { Quality = 95, ColorType = JpegColorType.YCbCrRatio444 });

        var (expected, found) = (Best(Outputs(archive)), Best(Outputs(_folder)));
        var same = expected.Zip(found).Count(pair => pair.First == pair.Second);
        Assert.IsGreaterThanOrEqualTo(350, same, $"{same} of 400");
        var labels = NumpyFile.Read(archive).Single(array => array.Name == "labels");
        Assert.AreEqual(Right(expected), Right(found), 8.0);

        int Right(int[] answers) => answers.Where((answer, i) => answer == labels.GetInt64(i)).Count();
    }

    private static int[] Best(byte[] outputs) => [.. outputs.Chunk(1001).Select(scores => Array.IndexOf(scores, scores.Max()))];

    private static string Digest(string data) => DatasetDigest.Of(Dataset.Load([data], new DatasetOptions { Labels = LabelKind.Classes }, ModelFile.Read(Model).Graph));

    private static string Model => TestData.PathOf("models", "mobilenet_v1_0.25_128_quant.tflite");

    /// <summary>The bytes of the scores of all samples.</summary>
    private byte[] Outputs(string data)
    {
        var path = Path.Combine(_folder, "scores.bin");
        ModelRunner.Run(Model, [data], path);
        return File.ReadAllBytes(path);
    }

    private void Write(string archive, string extension, IImageEncoder encoder)
    {
        var arrays = NumpyFile.Read(archive);
        var (images, labels) = (arrays.Single(array => array.Name == "images"), arrays.Single(array => array.Name == "labels"));
        var table = new StringWriter();
        for (var i = 0; i < labels.Count; i++)
        {
            var name = FormattableString.Invariant($"{i:D3}{extension}");
            using var image = Image.LoadPixelData(MemoryMarshal.Cast<byte, Rgb24>(images.Data.Span.Slice(i * Side * Side * 3, Side * Side * 3)), Side, Side);
            image.Save(Path.Combine(_folder, name), encoder);
            table.WriteLine(FormattableString.Invariant($"{name},{labels.GetInt64(i)}"));
        }

        File.WriteAllText(Path.Combine(_folder, "labels.csv"), table.ToString());
    }
}
