using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Datasets.Images;
using Mrq.Evaluation.Metrics;
using Mrq.Imaging;

namespace Mrq.Evaluation.Tests.Images;

/// <summary>Labels of pictures that are no classes: COCO's objects and persons, masks, numbers.</summary>
[TestClass]
public sealed class PictureLabelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Objects_are_relative_to_their_pictures_and_as_many_rows_as_one_has()
    {
        Pictures("b.png", "a.png");
        var coco = Write("boxes.json", """
            {"info": {"year": 2026}, "images": [{"id": 7, "file_name": "a.png", "width": 200, "height": 100}, {"id": 9, "file_name": "b.png", "width": 10, "height": 10}],
             "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [20, 10, 100, 40], "iscrowd": 0, "segmentation": [[1, 2, 3]]}, {"image_id": 7, "category_id": 5, "bbox": [0, 0, 200, 100], "iscrowd": 1}],
             "categories": [{"id": 3, "name": "cat"}, {"id": 5, "name": "dog"}]}
            """);
        var labels = Load(LabelKind.Boxes, Root, "labels=" + coco).Targets!;

        Assert.AreEqual(new TensorShape(2, 2, 6), labels.Shape);
        CollectionAssert.AreEqual(new[] { 0.1f, 0.1f, 0.5f, 0.6f, 3, 0, 0, 0, 1, 1, 5, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1 }, labels.ToSingles());

        var classes = Write("names.list", "dog\ncat\n");
        CollectionAssert.AreEqual(new[] { 1f, 0f }, Load(LabelKind.Boxes, Root, "labels=" + coco, "classes=" + classes).Targets!.ToSingles().Where((_, i) => i % 6 == 4).Take(2).ToArray());
    }

    [TestMethod]
    public void Persons_are_height_width_area_and_keypoints()
    {
        Pictures("a.png", "b.png");
        var coco = Write("persons.json", """
            {"images": [{"id": 1, "file_name": "a.png", "width": 200, "height": 100}, {"id": 2, "file_name": "b.png", "width": 10, "height": 10}],
             "annotations": [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 10, 10], "area": 60.5, "keypoints": [20, 10, 2, 0, 0, 0]}, {"image_id": 2, "category_id": 1, "bbox": [0, 0, 1, 1]}],
             "categories": [{"id": 1, "name": "person"}]}
            """);
        var labels = Load(LabelKind.Keypoints, Root, "labels=" + coco).Targets!;

        Assert.AreEqual(new TensorShape(2, 1, 9), labels.Shape);
        CollectionAssert.AreEqual(new[] { 100, 200, 60.5f, 0.1f, 0.1f, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, labels.ToSingles());
    }

    [TestMethod]
    public void All_that_is_wrong_with_annotations_is_told_by_its_line()
    {
        Pictures("a.png");
        var coco = Write("bad.json", """
            {"images": [{"id": 1, "file_name": "a.png", "width": 200, "height": 100},
              {"id": 2, "file_name": "b.png", "width": 0, "height": 10}],
             "annotations": [
              {"image_id": 1, "category_id": 1, "bbox": [300, 0, 10, 10]},
              {"image_id": 5, "category_id": 1, "bbox": [0, 0, 10, 10]},
              {"image_id": 1, "category_id": 4, "bbox": [0, 0, 10, 1]},
              {"image_id": 1, "category_id": 1, "bbox": [0, 0, 10]},
              {"image_id": 1, "category_id": 1, "bbox": [0, 0, 9, 9], "keypoints": [250, 10, 2]}
             ], "categories": [{"id": 1, "name": "person"}]}
            """);
        var error = Assert.ThrowsExactly<MrqException>(() => Load(LabelKind.Boxes, Root, "labels=" + coco));

        Assert.AreEqual(MrqCodes.BadDataset, error.Code);
        foreach (var part in new[] { "Line 2: an image needs", "Line 4: the bbox lies outside of its picture of 200 x 100.", "Line 5: there is no image 5.", "Line 6: there is no category 4.", "Line 7: an annotation needs", "Line 8: a keypoint lies outside" })
        {
            StringAssert.Contains(error.Message, part, StringComparison.Ordinal);
        }
    }

    [TestMethod]
    [DataRow("[1]", "is not COCO's")]
    [DataRow("{\"images\": []}", "is not COCO's")]
    [DataRow("{\"images\": [\n{,", "Line 2: the file is no JSON")]
    [DataRow("{\"\\ud800\": 1}", "no Unicode")]
    [DataRow("{\"images\": [3], \"annotations\": [null], \"categories\": [[]]}", "Line 1: an image needs")]
    public void What_is_no_annotation_file_is_refused(string text, string message)
    {
        Pictures("a.png");
        var error = Assert.ThrowsExactly<MrqException>(() => Load(LabelKind.Boxes, Root, "labels=" + Write("bad.json", text)));

        Assert.AreEqual(MrqCodes.BadDataset, error.Code);
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
    }

    /// <summary>A file changed anywhere is read or refused with a code, never a crash.</summary>
    [TestMethod]
    public void A_damaged_file_is_read_or_refused()
    {
        Pictures("a.png");
        const string good = """{"images":[{"id":1,"file_name":"a.png","width":20,"height":10}],"annotations":[{"image_id":1,"category_id":1,"bbox":[0,0,9,9],"keypoints":[2,1,2]}],"categories":[{"id":1,"name":"p"}]}""";
        var random = new Random(4);
        for (var trial = 0; trial < 300; trial++)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(good);
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var path = _folder.Write("fuzz.json", bytes[..random.Next(bytes.Length / 2, bytes.Length + 1)]);
            foreach (var kind in new[] { LabelKind.Boxes, LabelKind.Keypoints })
            {
                try
                {
                    Load(kind, Root, "labels=" + path);
                }
                catch (MrqException error)
                {
                    Assert.IsTrue(error.Code == MrqCodes.BadDataset || error.Code == MrqCodes.DatasetDoesNotFit);
                }
            }
        }
    }

    /// <summary>A palette of 2 bits, and one of 8 that is twice as large as the map; rows of every filter.</summary>
    [TestMethod]
    public void Masks_are_indices_resized_to_the_nearest()
    {
        Pictures("a.png", "b.jpg.png");
        Mask("masks/a.png", PngBytes.Of(2, 2, 3, 2, [0, 0b0110_0000, 0, 0b1100_0000]));
        byte[] large =
        [
            0, 1, 1, 2, 2,
            2, 0, 0, 0, 0,
            1, 255, 0, 4, 0,
            3, 128, 1, 254, 2,
        ];
        Mask("masks/b.jpg.png", PngBytes.Of(4, 4, 0, 8, large));
        var maps = Load(LabelKind.Maps, Root, "labels=" + _folder.PathOf("masks")).Targets!;

        // The centre of the first of two pixels lies on the border of the first two of four, and counts with the second.
        Assert.AreEqual(new TensorShape(2, 2, 2), maps.Shape);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 0, 1, 2, 0, 131 }, maps.Data.ToArray());
    }

    [TestMethod]
    public void Every_filter_of_rows_is_taken_back()
    {
        byte[][] levels = [[1, 2, 3], [4, 9, 2], [7, 7, 250], [0, 3, 8], [9, 1, 5]];
        var rows = new MemoryStream();
        for (var y = 0; y < levels.Length; y++)
        {
            rows.WriteByte((byte)y);
            for (var x = 0; x < 3; x++)
            {
                var (left, up, corner) = (x > 0 ? levels[y][x - 1] : 0, y > 0 ? levels[y - 1][x] : 0, x > 0 && y > 0 ? levels[y - 1][x - 1] : 0);
                var estimate = left + up - corner;
                int[] nearest = [.. new[] { left, up, corner }.OrderBy(value => Math.Abs(estimate - value))];
                rows.WriteByte((byte)(levels[y][x] - (y switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => nearest[0] })));
            }
        }

        var mask = MaskFile.Read(_folder.Write("mask.png", PngBytes.Of(3, 5, 0, 8, rows.ToArray())));

        CollectionAssert.AreEqual(levels.SelectMany(row => row).ToArray(), mask.Levels.ToArray());
    }

    [TestMethod]
    [DataRow(2, 8, "The mask has colours")]
    [DataRow(0, 16, "The mask has colours")]
    [DataRow(0, 8, "cannot be read")]
    public void What_is_no_mask_is_refused_by_name(int color, int bits, string message)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => MaskFile.Read(_folder.Write("mask.png", PngBytes.Of(9, 9, (byte)color, (byte)bits, new byte[5]))));

        Assert.AreEqual(MrqCodes.BadDataset, error.Code);
        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
        Assert.IsNotNull(error.Place);
    }

    [TestMethod]
    public void A_picture_without_mask_and_a_fit_that_cuts_are_refused()
    {
        Pictures("a.png", "b.png");
        Mask("masks/a.png", PngBytes.Of(2, 2, 1, [1, 2, 3, 4]));
        var labels = "labels=" + _folder.PathOf("masks");
        StringAssert.Contains(Assert.ThrowsExactly<MrqException>(() => Load(LabelKind.Maps, Root, labels)).Message, "'b.png'", StringComparison.Ordinal);
        var options = DatasetOptions.Default with { Labels = LabelKind.Maps, Images = ImageOptions.None with { Fit = ImageFit.CentralCrop } };

        Assert.AreEqual(MrqCodes.BadOption, Assert.ThrowsExactly<MrqException>(() => Dataset.Load([Root, labels], options, Graph())).Code);
    }

    [TestMethod]
    public void Numbers_stand_where_classes_do()
    {
        Pictures("a.png", "b.png");
        var table = Write("targets.csv", "file,label\nb.png,1.5 2\na.png,-3 4e1\n");
        CollectionAssert.AreEqual(new[] { -3f, 40, 1.5f, 2 }, Load(LabelKind.Values, Root, "labels=" + table).Targets!.ToSingles());
        table = Write("tokens.csv", "file,label\nb.png,7\na.png,5 6 7\n");
        CollectionAssert.AreEqual(new[] { 5f, 6, 7, 7, -1, -1 }, Load(LabelKind.Tokens, Root, "labels=" + table).Targets!.ToSingles());
        Assert.AreEqual(MrqCodes.DatasetDoesNotFit, Assert.ThrowsExactly<MrqException>(() => Load(LabelKind.Values, Root, "labels=" + table)).Code);
        table = Write("words.csv", "file,label\nb.png,seven\na.png,5\n");
        StringAssert.Contains(Assert.ThrowsExactly<MrqException>(() => Load(LabelKind.Tokens, Root, "labels=" + table)).Message, "'seven' of 'b.png'", StringComparison.Ordinal);
        Assert.IsNull(Load(LabelKind.None, Root, "labels=" + table).Targets);
    }

    /// <summary>What decides a conversion is known by name before it runs: every mask of a folder.</summary>
    [TestMethod]
    public void The_masks_of_a_folder_are_files_of_the_data()
    {
        Mask("masks/a.png", PngBytes.Of(1, 1, 1, [1]));

        CollectionAssert.AreEqual(new[] { _folder.PathOf("masks/a.png") }, DatasetFiles.Of("labels=" + _folder.PathOf("masks")).ToArray());
    }

    private string Root => _folder.PathOf("pictures");

    private void Pictures(params string[] names) => Array.ForEach(names, name => Mask("pictures/" + name, PngBytes.Of(2, 2, 1, [1, 2, 3, 4])));

    private void Mask(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.PathOf(name))!);
        _folder.Write(name, bytes);
    }

    private string Write(string name, string text) => _folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    private static Dataset Load(LabelKind kind, params string[] paths) => Dataset.Load(paths, DatasetOptions.Default with { Labels = kind }, Graph());

    /// <summary>A picture of 2 × 2 becomes two classes for each pixel.</summary>
    private static QuantizedGraph Graph() => new()
    {
        Name = "map",
        Inputs = [0],
        Outputs = [1],
        Tensors =
        [
            new Tensor { Name = "in", Type = ElementType.UInt8, Shape = new TensorShape(1, 2, 2, 1), Quantization = new QuantizationParameters(1) },
            new Tensor { Name = "out", Type = ElementType.UInt8, Shape = new TensorShape(1, 2, 2, 1), Quantization = new QuantizationParameters(1) },
        ],
        Operators = [new Reshape { Inputs = [0], Outputs = [1] }],
    };
}
