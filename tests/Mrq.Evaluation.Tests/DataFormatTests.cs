using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Tests;

/// <summary>IDX, CIFAR-10 and raw samples give the samples and labels that their descriptions say.</summary>
[TestClass]
public sealed class DataFormatTests : IDisposable
{
    private static readonly Tensor Input = new() { Name = "in", Type = ElementType.Int8, Shape = new TensorShape(1, 2, 2, 1), Quantization = new QuantizationParameters(0.5f, -3) };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Two_IDX_files_are_images_and_labels()
    {
        var images = _folder.Write("images-idx3-ubyte", RawDataBytes.Idx(0x08, [2, 1, 2], 1, 2, 3, 4));
        var labels = _folder.Write("labels-idx1-ubyte", RawDataBytes.Idx(0x08, [2], 7, 9));

        var data = Dataset.Load([images, labels]);

        Assert.AreEqual(new TensorShape(2, 1, 2), data.Inputs[0].Array.Shape);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 4 }, data.Inputs[0].Array.Data.ToArray());
        CollectionAssert.AreEqual(new[] { 7, 9 }, data.Labels!.Value.ToArray());
    }

    [TestMethod]
    public void IDX_elements_are_big_endian()
    {
        var data = Dataset.Load([_folder.Write("x", RawDataBytes.Idx(0x0B, [2], 0x01, 0x02, 0xFF, 0xFE))]);

        CollectionAssert.AreEqual(new short[] { 0x0102, -2 }, data.Inputs[0].Array.AsSpan<short>().ToArray());
    }

    [TestMethod]
    [DataRow(0x08, new[] { 1 }, "byte 8: The IDX head declares 1 bytes, but 2 follow it; fetch the file again.")]
    [DataRow(0x08, new[] { int.MaxValue, int.MaxValue, 8 }, "byte 4: The IDX head declares more elements than the 2 bytes that follow it; fetch the file again.")]
    [DataRow(0x0A, new[] { 2 }, "byte 2: The IDX type 0x0A is not known.")]
    public void A_wrong_IDX_head_is_MRQ1050_with_its_byte(int type, int[] dimensions, string message) =>
        AssertFails(MrqCodes.BadDataset, message, () => Dataset.Load([_folder.Write("x", RawDataBytes.Idx((byte)type, dimensions, 1, 2))]));

    [TestMethod]
    public void CIFAR_planes_become_channels_last_and_files_follow_one_another()
    {
        var first = _folder.Write("data_batch_1.bin", RawDataBytes.CifarImage(3));
        var second = _folder.Write("data_batch_2.bin", [.. RawDataBytes.CifarImage(9), .. RawDataBytes.CifarImage(0)]);

        var data = Dataset.Load([first, second]);

        Assert.AreEqual(new TensorShape(3, 32, 32, 3), data.Inputs[0].Array.Shape);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 11, 12, 13, 1, 2, 3 }, data.Inputs[0].Array.Data[..9].ToArray());
        CollectionAssert.AreEqual(new[] { 3, 9, 0 }, data.Labels!.Value.ToArray());
    }

    [TestMethod]
    public void A_CIFAR_label_over_9_is_MRQ1050_with_its_byte() =>
        AssertFails(
            MrqCodes.BadDataset, "byte 3073: The label of image 1 is 10; CIFAR-10 has classes 0 to 9.",
            () => Dataset.Load([_folder.Write("x.bin", [.. RawDataBytes.CifarImage(1), .. RawDataBytes.CifarImage(10)])]));

    [TestMethod]
    public void A_CIFAR_file_of_another_length_is_MRQ1050() =>
        AssertFails(MrqCodes.BadDataset, "byte 0: The file has 100 bytes; CIFAR-10's binary files are records of 3073.", () => Dataset.Load([_folder.Write("x.bin", new byte[100])]));

    [TestMethod]
    public void A_folder_of_raw_samples_has_its_labels_in_y_labels_csv()
    {
        var table = Raw("a.bin, 3, 2\nb.bin, 3, 0\n", ("a.bin", [1, 2, 3, 4]), ("b.bin", [5, 6, 7, 8]));

        foreach (var path in new[] { table, Path.GetDirectoryName(table)! })
        {
            var data = Dataset.Load([path], null, Input);

            Assert.AreEqual((ElementType.Int8, new TensorShape(2, 2, 2, 1)), (data.Inputs[0].Array.Type, data.Inputs[0].Array.Shape));
            CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }, data.Inputs[0].Array.Data.ToArray());
            CollectionAssert.AreEqual(new[] { 2, 0 }, data.Labels!.Value.ToArray());
        }
    }

    [TestMethod]
    public void Raw_samples_of_four_times_the_size_are_float32() =>
        Assert.AreEqual(ElementType.Float32, Dataset.Load([Raw("a.bin,2,1", ("a.bin", new byte[16]))], null, Input).Inputs[0].Array.Type);

    [TestMethod]
    public void InputType_makes_raw_samples_pixels()
    {
        var data = Dataset.Load([Raw("a.bin,2,1", ("a.bin", [0, 128, 129, 255]))], new DatasetOptions { InputType = ElementType.UInt8 }, Input);
        var encoded = new byte[4];
        InputEncoder.Create(data.Inputs[0], Input, Input).Encode(data.Samples().ElementAt(0).Input(0), encoded);

        CollectionAssert.AreEqual(new byte[] { 0x80, 0, 1, 127 }, encoded);
    }

    [TestMethod]
    [DataRow("a.bin, 3", "Line 1: 'a.bin, 3' is not 'file, classes, label' or 'file, classes, label, window bytes, stride bytes'.")]
    [DataRow("file, classes, label\na.bin, 3, 3", "Line 2: the label 3 is none of 3 classes.")]
    [DataRow("../a.bin, 3, 1", "Line 1: '../a.bin' is not a file below the table's folder.")]
    [DataRow("/a.bin, 3, 1", "Line 1: '/a.bin' is not a file below the table's folder.")]
    [DataRow("\n", "The table names no sample; each line is 'file, classes, label' or 'file, classes, label, window bytes, stride bytes'.")]
    public void A_wrong_line_of_the_table_is_MRQ1050_with_its_number(string table, string message) =>
        AssertFails(MrqCodes.BadDataset, message, () => Dataset.Load([Raw(table, ("a.bin", new byte[4]))], null, Input));

    [TestMethod]
    public void A_sample_of_another_size_is_MRQ1051_at_its_file()
    {
        var table = Raw("a.bin,2,1\nb.bin,2,0", ("a.bin", new byte[4]), ("b.bin", new byte[5]));

        var error = AssertFails(MrqCodes.DatasetDoesNotFit, "The sample has 5 bytes, the first one of the table 4; all must have the same.", () => Dataset.Load([table], null, Input));

        Assert.AreEqual(_folder.PathOf("b.bin"), error.Place.File);
    }

    [TestMethod]
    public void A_missing_sample_is_MRQ0105_at_its_file() =>
        Assert.AreEqual(_folder.PathOf("gone.bin"), AssertFails(MrqCodes.FileMissing, "The data file does not exist; correct the path.", () => Dataset.Load([Raw("gone.bin,2,1")], null, Input)).Place.File);

    [TestMethod]
    public void LabelOffset_is_added_to_every_label()
    {
        var labels = NumpyArray.Create<byte>("labels", new TensorShape(2), 0, 999 % 256);

        var data = Dataset.Create(NumpyArray.Create<byte>("x", new TensorShape(2, 1), 1, 2), labels, new DatasetOptions { LabelOffset = 1 });

        CollectionAssert.AreEqual(new[] { 1, (999 % 256) + 1 }, data.Labels!.Value.ToArray());
    }

    [TestMethod]
    public void A_label_under_0_by_its_offset_is_MRQ1051() =>
        AssertFails(
            MrqCodes.DatasetDoesNotFit, "The label of sample 0 is 0, -1 by LabelOffset; class indices start at 0 and fit 32 bits.",
            () => Dataset.Create(NumpyArray.Create<byte>("x", new TensorShape(1, 1), 1), NumpyArray.Create<byte>("y", new TensorShape(1), 0), new DatasetOptions { LabelOffset = -1 }));

    [TestMethod]
    public void InputMean_and_InputScale_turn_pixels_into_real_values_before_they_are_quantized()
    {
        // (v - 100) * 0.25 / 0.5 - 3: 100 -> -3, 110 -> 2, 0 -> -53, 255 -> 74.5 -> 75 away from zero.
        var data = Dataset.Create(NumpyArray.Create<byte>("x", new TensorShape(1, 4), 100, 110, 0, 255), null, new DatasetOptions { InputMean = 100, InputScale = 0.25 });
        var flat = Input with { Shape = new TensorShape(1, 4) };
        var encoded = new byte[4];
        InputEncoder.Create(data.Inputs[0], flat, flat).Encode(data.Samples().ElementAt(0).Input(0), encoded);

        CollectionAssert.AreEqual(new sbyte[] { -3, 2, -53, 75 }, encoded.Select(value => (sbyte)value).ToArray());
    }

    [TestMethod]
    public void A_scale_of_0_is_MRQ0103() =>
        AssertFails(MrqCodes.BadOption, "InputScale must be a finite number other than 0, such as 0.0078125.", () => Dataset.Load(["x"], new DatasetOptions { InputScale = 0 }));

    private string Raw(string table, params (string Name, byte[] Bytes)[] samples)
    {
        foreach (var (name, bytes) in samples)
        {
            _folder.Write(name, bytes);
        }

        return _folder.Write("y_labels.csv", RawDataBytes.Text(table));
    }

    private static MrqException AssertFails(MrqCode code, string message, Func<object> load)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => load());
        Assert.AreEqual((code, message), (error.Code, error.MessageWithPlace));
        return error;
    }
}
