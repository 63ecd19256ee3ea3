using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Tests;

[TestClass]
public sealed class DatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("images,labels", "images", true)]
    [DataRow("pixels,y", "pixels", true)]
    [DataRow("X,Y", "X", true)]
    [DataRow("anything", "anything", false)]
    [DataRow("other,features", "features", false)]
    [DataRow("other,features,label", "features", true)]
    public void Inputs_and_labels_are_found_by_name(string names, string inputs, bool hasLabels)
    {
        var dataset = Load(names.Split(',').Select(name => Numbers(name, 3)));

        Assert.AreEqual((inputs, hasLabels), (dataset.Inputs[0].Array.Name, dataset.Labels is not null));
    }

    [TestMethod]
    public void The_test_half_of_a_training_archive_is_taken()
    {
        // keras.datasets' mnist.npz.
        var dataset = Load([Numbers("x_test", 2), Numbers("x_train", 5), Numbers("y_train", 5), Numbers("y_test", 2)]);

        Assert.AreEqual(("x_test", 2, 2), (dataset.Inputs[0].Array.Name, dataset.Count, dataset.Labels!.Value.Length));
    }

    [TestMethod]
    public void Only_the_array_that_counts_the_samples_can_be_the_inputs()
    {
        var dataset = Load([Numbers("mean", 1), Numbers("pixels", 3), Numbers("labels", 3)]);

        Assert.AreEqual("pixels", dataset.Inputs[0].Array.Name);
    }

    [TestMethod]
    public void An_array_that_is_not_chosen_may_hold_anything()
    {
        var objects = NpyBytes.Of("|O", "(1,)", [0x80]);
        var path = _folder.Write("a.npz", ZipBytes.Of(
            System.IO.Compression.CompressionLevel.Optimal, ("meta.npy", objects), ("images.npy", NpyBytes.Of("|u1", "(2,)", [1, 2]))));

        Assert.AreEqual(2, Dataset.Load([path]).Count);
    }

    [TestMethod]
    public void Several_possible_inputs_are_refused_by_name() =>
        Refused(MrqCodes.BadDataset, "'a', 'b'", () => Load([Numbers("a", 3), Numbers("b", 3)]));

    [TestMethod]
    public void Two_npy_files_are_inputs_and_labels()
    {
        NumpyFile.Write(_folder.PathOf("in.npy"), Numbers("in", 2));
        NumpyFile.Write(_folder.PathOf("out.npy"), NumpyArray.Create<ulong>("out", new TensorShape(2, 1), 7, 9));

        var dataset = Dataset.Load([_folder.PathOf("in.npy"), _folder.PathOf("out.npy")]);

        CollectionAssert.AreEqual(new[] { 7, 9 }, dataset.Labels!.Value.ToArray());
    }

    [TestMethod]
    public void One_npy_file_is_inputs_alone()
    {
        NumpyFile.Write(_folder.PathOf("in.npy"), Numbers("in", 2));

        Assert.IsNull(Dataset.Load([_folder.PathOf("in.npy")]).Labels);
    }

    [TestMethod]
    [DataRow("serving_default_input:0", "serving_default_input:0")]
    [DataRow("block/conv", "block/conv")]
    [DataRow("../../etc/x", "_/_/etc/x")]
    [DataRow("/root", "_/root")]
    [DataRow(@"..\..\x", ".._.._x")]
    [DataRow("", "_")]
    public void An_archives_entries_stay_below_the_folder_that_it_is_unpacked_into(string name, string entry)
    {
        using (var file = File.Create(_folder.PathOf("out.npz")))
        {
            NpzWriter.Write(file, [Numbers(name, 2)]);
        }

        using var archive = System.IO.Compression.ZipFile.OpenRead(_folder.PathOf("out.npz"));
        Assert.AreEqual($"{entry}.npy", archive.Entries.Single().FullName);
    }

    [TestMethod]
    public void No_file_at_all_is_a_bad_option() => Refused(MrqCodes.BadOption, "one .npz file", () => Dataset.Load([]));

    [TestMethod]
    public void One_hot_labels_are_refused_with_the_remedy() =>
        Refused(MrqCodes.DatasetDoesNotFit, "argmax", () => Load([Numbers("x", 3), NumpyArray.Create<byte>("y", new TensorShape(3, 2), 0, 1, 1, 0, 0, 1)]));

    [TestMethod]
    public void Labels_that_are_not_integers_are_refused() =>
        Refused(MrqCodes.DatasetDoesNotFit, "float32", () => Load([Numbers("x", 1), NumpyArray.Create<float>("y", new TensorShape(1), 1)]));

    [TestMethod]
    public void Another_number_of_labels_is_refused() =>
        Refused(MrqCodes.DatasetDoesNotFit, "[2] for inputs 'x' [3]", () => Load([Numbers("x", 3), Numbers("y", 2)]));

    [TestMethod]
    public void A_negative_label_is_refused_with_its_sample() =>
        Refused(MrqCodes.DatasetDoesNotFit, "sample 1 is -1", () => Load([Numbers("x", 2), NumpyArray.Create<int>("y", new TensorShape(2), 0, -1)]));

    [TestMethod]
    public void No_samples_are_refused() => Refused(MrqCodes.DatasetDoesNotFit, "no samples", () => Load([Numbers("x", 0)]));

    [TestMethod]
    [DataRow("imagenet", "eval400_224.npz", "images: uint8 [400x224x224x3]", 400)]
    [DataRow("imagenet", "eval400_128.npz", "images: uint8 [400x128x128x3]", 400)]
    [DataRow("imagenet", "calibration64_128.npz", "images: uint8 [64x128x128x3]", 0)]
    [DataRow("imagenet", "calibration64_224.npz", "images: uint8 [64x224x224x3]", 0)]
    [DataRow("keywords", "eval600.npz", "features: int8 [600x49x10x1]", 600)]
    [DataRow("keywords", "calibration100.npz", "features: int8 [100x49x10x1]", 0)]
    public void Real_data_is_read(string folder, string file, string inputs, int labels)
    {
        var dataset = Dataset.Load([TestData.Require(folder, file)]);

        Assert.AreEqual((inputs, labels), (dataset.Inputs[0].Array.ToString(), dataset.Labels?.Length ?? 0));
    }

    private static NumpyArray Numbers(string name, int count) =>
        NumpyArray.Create<byte>(name, new TensorShape(count), [.. Enumerable.Range(0, count).Select(i => (byte)i)]);

    private static void Refused(MrqCode code, string said, Func<Dataset> load)
    {
        var exception = Assert.ThrowsExactly<MrqException>(load);
        Assert.AreEqual(code, exception.Code);
        StringAssert.Contains(exception.Message, said, StringComparison.Ordinal);
    }

    private Dataset Load(IEnumerable<NumpyArray> arrays)
    {
        NumpyFile.WriteArchive(_folder.PathOf("data.npz"), arrays);
        return Dataset.Load([_folder.PathOf("data.npz")]);
    }
}
