using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Datasets.Images;
using Mrq.Evaluation.Metrics;
using Mrq.Imaging;

namespace Mrq.Evaluation.Tests.Images;

/// <summary>Folders, patterns and tables of pictures are samples in one order, with the labels that folders or files give them.</summary>
[TestClass]
public sealed class ImageDataTests : IDisposable
{
    private static readonly Tensor Input = new() { Name = "in", Type = ElementType.UInt8, Shape = new TensorShape(1, 1, 1, 1), Quantization = new QuantizationParameters(1, 0) };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void A_folder_is_its_pictures_in_the_order_of_their_names()
    {
        Write(("b.png", 2), ("a/z.png", 1), ("B.png", 3), ("a/notes.txt", 0), (".hidden.png", 9), ("c.PNG", 4));

        AssertSamples(Load(Root), 3, 1, 2, 4);
    }

    [TestMethod]
    [DataRow("*.png", "1,5")]
    [DataRow("**/*.png", "1,5,2,3")]
    [DataRow("x/*.png", "2")]
    [DataRow("**/y/*", "3")]
    [DataRow("?.PNG", "1,5")]
    [DataRow("**", "1,5,2,3")]
    public void A_pattern_is_what_it_fits(string pattern, string expected)
    {
        Write(("a.png", 1), ("b.png", 5), ("x/a.png", 2), ("x/y/a.png", 3));

        Assert.AreEqual(expected, string.Join(',', Load(Path.Combine(Root, pattern)).Inputs[0].Array.Data.ToArray()));
    }

    [TestMethod]
    public void Pictures_named_one_by_one_keep_their_order()
    {
        Write(("a.png", 1), ("b.png", 2));

        AssertSamples(Load(At("b.png"), At("a.png")), 2, 1);
    }

    [TestMethod]
    public void Each_picture_is_read_when_its_turn_comes()
    {
        Write(("a.png", 1), ("b.png", 2), ("c.png", 3));
        var data = Load(Root);
        using var samples = data.Samples().GetEnumerator();
        Assert.IsTrue(samples.MoveNext());
        Write(("b.png", 7));
        Assert.IsTrue(samples.MoveNext());

        Assert.AreEqual(7, samples.Current.Input(0)[0]);
    }

    [TestMethod]
    public void Folders_are_classes_in_the_order_of_their_names()
    {
        Write(("dog/1.png", 1), ("cat/2.png", 2), ("cat/1.png", 3));

        AssertLabels(Load(Root), 0, 0, 1);
        AssertLabels(Load(Path.Combine(Root, "*", "*.png")), 0, 0, 1);
        Assert.IsNull(Load(Path.Combine(Root, "cat")).Labels);
    }

    [TestMethod]
    [DataRow("bird\ncat\n\ndog\n", new[] { 1, 3 })]
    [DataRow("dog,7\ncat,4\n", new[] { 4, 7 })]
    public void A_list_of_classes_says_which_index_a_folder_is(string list, int[] expected)
    {
        Write(("dog/1.png", 1), ("cat/2.png", 2));
        File.WriteAllText(At("labels.txt"), list);

        AssertLabels(Load(Root), expected);
    }

    [TestMethod]
    public void ImageNets_synsets_are_folders_and_have_words_behind_them()
    {
        Write(("n01440764/x.png", 1), ("n01443537/x.png", 2));
        var list = Text("synset_words.txt", "n01443537 goldfish, Carassius auratus\nn01440764 tench, Tinca tinca\n");

        AssertLabels(Load(Root, $"classes={list}"), 1, 0);
    }

    [TestMethod]
    [DataRow("a.png,3\nx/b.png,5\n")]
    [DataRow("label,file\n3,a.png\n5,x/b.png\n")]
    [DataRow("filename,width,class\n\"a.png\",10,3\nx\\b.png,10,5\n")]
    public void A_CSV_labels_its_pictures(string table)
    {
        Write(("a.png", 1), ("x/b.png", 2));
        var path = Text("val.csv", table);

        AssertLabels(Load(Root, $"labels={path}"), 3, 5);
        AssertLabels(Load(path), 3, 5);
    }

    [TestMethod]
    public void Classes_of_a_CSV_are_names_of_the_list()
    {
        Write(("a.png", 1), ("b.png", 2));

        AssertLabels(Load(Text("val.csv", "a.png,\"tench, Tinca tinca\"\nb.png,n01443537\n"), $"classes={Text("c.txt", "n01443537 goldfish\nn01440764 tench, Tinca tinca\n")}"), 1, 0);
    }

    [TestMethod]
    [DataRow("a.png 3\nx/b.png 5\n")]
    [DataRow("3\n5\n")]
    public void ImageNets_own_files_label_its_validation_set(string text)
    {
        Write(("a.png", 1), ("x/b.png", 2));

        AssertLabels(Load(Root, $"labels={Text("val.txt", text)}"), 3, 5);
    }

    [TestMethod]
    public void COCOs_annotations_label_pictures_of_one_category()
    {
        Write(("a.png", 1), ("b.png", 2));
        var path = Text("instances.json", """{"images":[{"id":1,"file_name":"a.png"},{"id":2,"file_name":"b.png"}],"annotations":[{"image_id":2,"category_id":18},{"image_id":1,"category_id":1},{"image_id":2,"category_id":18}],"categories":[{"id":1,"name":"person"},{"id":18,"name":"dog"}]}""");

        AssertLabels(Load(Root, $"labels={path}"), 1, 18);
        AssertLabels(Load(Root, $"labels={path}", $"classes={Text("c.txt", "dog\nperson\n")}"), 1, 0);
    }

    [TestMethod]
    public void A_picture_of_several_categories_has_no_class()
    {
        Write(("a.png", 1));
        var path = Text("instances.json", """{"images":[{"id":1,"file_name":"a.png"}],"annotations":[{"image_id":1,"category_id":18},{"image_id":1,"category_id":1}],"categories":[]}""");

        AssertFails(MrqCodes.DatasetDoesNotFit, "'a.png' has annotations of several categories; a classifier is measured on pictures of one; the metric map takes boxes.", Root, $"labels={path}");
    }

    [TestMethod]
    [DataRow("val.csv", "b.png,1\n", "The file has no label for the picture 'a.png', or several; name pictures by their paths below the folder.")]
    [DataRow("val.txt", "1\n2\n", "The file has 2 labels for 1 pictures; give one for each in the order of their names, or 'file label' on each line.")]
    [DataRow("val.csv", "a.png,cat\n", "The class 'cat' of 'a.png' is no index; name the list of classes as classes=PATH.")]
    public void Labels_that_do_not_fit_are_MRQ1051_at_their_file(string name, string text, string message)
    {
        Write(("a.png", 1));
        var path = Text(name, text);

        Assert.AreEqual(path, AssertFails(MrqCodes.DatasetDoesNotFit, message, Root, $"labels={path}").Place.File);
    }

    [TestMethod]
    [DataRow("val.json", "{}", "The file is not COCO's: it must have 'images' with 'id' and 'file_name', 'annotations' with 'image_id' and 'category_id', and 'categories'.")]
    [DataRow("val.csv", "../a.png,1\n", "Line 1: '../a.png,1' is not 'file,label' of a picture below the table's folder, and no head says what it is.")]
    [DataRow("val.csv", "a.png\n", "Line 1: 'a.png' is not 'file,label' of a picture below the table's folder, and no head says what it is.")]
    public void Labels_in_another_form_are_MRQ1050_at_their_file(string name, string text, string message)
    {
        Write(("a.png", 1));
        var path = Text(name, text);

        Assert.AreEqual(path, AssertFails(MrqCodes.BadDataset, message, Root, $"labels={path}").Place.File);
    }

    [TestMethod]
    public void A_folder_or_pattern_of_no_picture_is_MRQ0105()
    {
        AssertFails(MrqCodes.FileMissing, "There is no picture (.jpg, .png, .bmp); correct the path.", Root);
        AssertFails(MrqCodes.FileMissing, "There is no picture (.jpg, .png, .bmp); correct the path.", At("none/*.png"));
    }

    [TestMethod]
    public void A_model_whose_input_is_no_image_takes_no_pictures()
    {
        Write(("a.png", 1));
        var error = Assert.ThrowsExactly<MrqException>(() => Dataset.Load([Root], null, Input with { Shape = new TensorShape(1, 49, 10, 2) }));

        Assert.AreEqual((MrqCodes.DatasetDoesNotFit, "The model's input is [1x49x10x2], which no picture has: it must be one image of 1, 3 or 4 channels."), (error.Code, error.Message));
    }

    [TestMethod]
    public void A_preset_says_how_pictures_are_prepared_unless_an_option_does()
    {
        Assert.AreEqual(ImagePreparation.Default, ImageOptions.None.With(InputPreset.Raw));
        Assert.AreEqual(new ImagePreparation(ImageFit.CentralCrop, 0.875, ImageResize.Bilinear, ChannelOrder.Rgb), ImageOptions.None.With(InputPreset.Tf));
        Assert.AreEqual(new ImagePreparation(ImageFit.ResizeCrop, 0.875, ImageResize.BilinearAntialias, ChannelOrder.Rgb), ImageOptions.None.With(InputPreset.Torch));
        Assert.AreEqual(
            new ImagePreparation(ImageFit.Stretch, 0.9, ImageResize.Bilinear, ChannelOrder.Bgr),
            new ImageOptions { Fit = ImageFit.Stretch, CropFraction = 0.9, Resize = ImageResize.Bilinear }.With(InputPreset.Caffe));
    }

    /// <summary>The middle of 0 and 255 is 127.5, which stays what it is for a real input and becomes a level for one of levels.</summary>
    [TestMethod]
    public void What_lies_between_levels_is_rounded_for_levels_alone()
    {
        _folder.Write("a.png", PngBytes.Of(2, 1, 1, [0, 255]));
        var options = new DatasetOptions { Images = new ImageOptions { Resize = ImageResize.Bilinear } };

        CollectionAssert.AreEqual(new byte[] { 128 }, Dataset.Load([Root], options, Input).Inputs[0].Array.Data.ToArray());
        CollectionAssert.AreEqual(new[] { 127.5f }, Dataset.Load([Root], options, Input with { Type = ElementType.Float32, Quantization = null }).Inputs[0].Array.AsSpan<float>().ToArray());
    }

    [TestMethod]
    public void All_pictures_and_lists_that_decide_are_among_the_files()
    {
        Write(("x/a.png", 1), ("b.png", 2));
        File.WriteAllText(At("labels.txt"), "x\n");

        CollectionAssert.AreEqual(new[] { "b.png", "x/a.png", "labels.txt" }, DatasetFiles.Named(Root).Select(file => file.Name).ToArray());
        CollectionAssert.AreEqual(new[] { "x/a.png", "labels.txt" }, DatasetFiles.Named(At("**/a.png")).Select(file => file.Name).ToArray());
        Assert.IsTrue(DatasetFiles.IsTable(At("*.png")));
    }

    private string Root => _folder.PathOf(".").TrimEnd('.', '/', '\\');

    private string At(string name) => Path.Combine(Root, name);

    private string Text(string name, string text)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Root, ".lists")).FullName, name);
        if (text.Contains(".png", StringComparison.Ordinal) && name.EndsWith(".csv", StringComparison.Ordinal))
        {
            path = At(name);
        }

        File.WriteAllText(path, text);
        return path;
    }

    private void Write(params ReadOnlySpan<(string Name, int Level)> pictures)
    {
        foreach (var (name, level) in pictures)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
            File.WriteAllBytes(At(name), PngBytes.Of(1, 1, 1, [(byte)level]));
        }
    }

    private static Dataset Load(params string[] paths)
    {
        DatasetHead.Check(paths, Metric.Parse("agreement"));
        return Dataset.Load(paths, null, Input);
    }

    private static MrqException AssertFails(MrqCode code, string message, params string[] paths)
    {
        var head = Assert.ThrowsExactly<MrqException>(() => DatasetHead.Check(paths, Metric.Top1));
        var error = Assert.ThrowsExactly<MrqException>(() => Dataset.Load(paths, null, Input));
        Assert.AreEqual((code, message), (error.Code, error.Message));
        Assert.AreEqual((error.Code, error.Message), (head.Code, head.Message));
        return error;
    }

    private static void AssertSamples(Dataset data, params byte[] expected) => CollectionAssert.AreEqual(expected, data.Inputs[0].Array.Data.ToArray());

    private static void AssertLabels(Dataset data, params int[] expected) => CollectionAssert.AreEqual(expected, data.Labels!.Value.ToArray());
}
