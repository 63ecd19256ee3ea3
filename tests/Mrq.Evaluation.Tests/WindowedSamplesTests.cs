using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests;

/// <summary>Files of overlapping samples, as MLPerf Tiny's anomaly set has them: their windows are samples, and their files what is counted.</summary>
[TestClass]
public sealed class WindowedSamplesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Windows_follow_one_another_by_the_stride_and_what_does_not_fill_one_is_left()
    {
        var data = Load("file, classes, label, window, stride\na.bin, 2, 0, 4, 2\nb.bin, 2, 1, 4, 3", Input(4), ("a.bin", [1, 2, 3, 4, 5, 6, 7]), ("b.bin", [11, 12, 13, 14]));

        Assert.AreEqual((ElementType.Int8, new TensorShape(3, 4)), (data.Inputs[0].Array.Type, data.Inputs[0].Array.Shape));
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 4, 3, 4, 5, 6, 11, 12, 13, 14 }, data.Inputs[0].Array.Data.ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0, 1 }, data.Labels!.Value.ToArray());
    }

    [TestMethod]
    public void Windows_of_four_times_the_input_are_float32()
    {
        // 128 values for each of 6 moments, five of which are a sample.
        var data = Load("a.bin,2,0,2560,512", Input(640), ("a.bin", new byte[6 * 512]));

        Assert.AreEqual((ElementType.Float32, new TensorShape(2, 640)), (data.Inputs[0].Array.Type, data.Inputs[0].Array.Shape));
    }

    [TestMethod]
    [DataRow("a.bin, 2, 0, 4", "Line 1: 'a.bin, 2, 0, 4' is not 'file, classes, label' or 'file, classes, label, window bytes, stride bytes'.")]
    [DataRow("a.bin, 2, 0, 4, 0", "Line 1: '4' and '0' are not the bytes of a window and of a stride, each at least 1.")]
    [DataRow("a.bin, 2, 0, 0, 4", "Line 1: '0' and '4' are not the bytes of a window and of a stride, each at least 1.")]
    [DataRow("a.bin, 2, 0, 4, 99999999999", "Line 1: '4' and '99999999999' are not the bytes of a window and of a stride, each at least 1.")]
    [DataRow("\na.bin, 2, 0, 16, 6", "Line 2: the stride of 6 bytes is no whole number of float32 elements.")]
    public void A_wrong_window_is_MRQ1050_with_its_line(string table, string message) =>
        AssertFails(MrqCodes.BadDataset, message, "y_labels.csv", () => Load(table, Input(4), ("a.bin", new byte[40])));

    [TestMethod]
    public void A_file_shorter_than_its_window_is_MRQ1051_at_the_file() =>
        AssertFails(
            MrqCodes.DatasetDoesNotFit, "The file has 3 bytes, less than the window of 4 that line 1 of the table gives it.", "a.bin",
            () => Load("a.bin, 2, 0, 4, 2", Input(4), ("a.bin", new byte[3])));

    [TestMethod]
    public void Windows_of_two_lengths_are_MRQ1051() =>
        AssertFails(
            MrqCodes.DatasetDoesNotFit, "The sample has 8 bytes, the first one of the table 4; all must have the same.", "a.bin",
            () => Load("a.bin, 2, 0, 4, 2\na.bin, 2, 0, 8, 2", Input(4), ("a.bin", new byte[40])));

    [TestMethod]
    public void The_area_under_the_curve_is_of_files_whose_score_is_the_mean_of_their_windows()
    {
        // By windows 9 of a normal file is over all of the anomalous one, and by first windows the order is the other way round. By files 5.5 is under 6.
        var comparison = Compare("a.bin, 2, 0, 1, 1\nb.bin, 2, 1, 1, 1\nc.bin, 2, 0, 1, 1", Metric.Auc, 1, ("a.bin", [2, 9]), ("b.bin", [1, 8, 9]), ("c.bin", [4]));

        Assert.AreEqual(100, comparison.Result.Target);
        Assert.AreEqual("auc 100.00 -> 100.00, 3 samples of 6 windows", comparison.Figures);
        Assert.AreEqual(0, comparison.Result.Better);
    }

    [TestMethod]
    public void A_file_with_a_higher_window_but_a_lower_mean_ranks_lower() =>
        Assert.AreEqual(0, Compare("a.bin, 2, 0, 1, 1\nb.bin, 2, 1, 1, 1", Metric.Auc, 1, ("a.bin", [4, 4]), ("b.bin", [6, 1])).Result.Target);

    [TestMethod]
    public void The_class_of_a_file_is_that_of_the_mean_scores_of_its_windows()
    {
        // Scores (1, 3), (1, 3), (9, 0) are class 1 by the first and by the most windows and class 0 by their mean.
        var comparison = Compare("a.bin, 2, 0, 2, 2\nb.bin, 2, 0, 2, 2", Metric.Top1, 2, ("a.bin", [1, 3, 1, 3, 9, 0]), ("b.bin", [0, 1]));

        Assert.AreEqual(50, comparison.Result.Target);
        Assert.AreEqual((2, 4), (comparison.Samples, comparison.Windows));
    }

    [TestMethod]
    public void What_compares_outputs_alone_counts_each_window()
    {
        var comparison = Compare("a.bin, 2, 0, 2, 2\nb.bin, 2, 0, 2, 2", Metric.Sqnr, 2, ("a.bin", [9, 0, 1, 3, 1, 3]), ("b.bin", [0, 1]));

        Assert.AreEqual((4, null), (comparison.Samples, comparison.Windows));
    }

    [TestMethod]
    public void The_same_windows_of_other_files_are_other_data()
    {
        string Digest(params (string Name, byte[] Bytes)[] files) => DatasetDigest.Of(Load("a.bin, 2, 0, 1, 1\nb.bin, 2, 0, 1, 1", Input(1), files));

        Assert.AreNotEqual(Digest(("a.bin", [1, 2]), ("b.bin", [3])), Digest(("a.bin", [1]), ("b.bin", [2, 3])));
    }

    [TestMethod]
    public void Files_of_windows_belong_to_the_data()
    {
        Load("a.bin, 2, 0, 1, 1\nb.bin, 2, 0, 1, 1", Input(1), ("a.bin", [1, 2]), ("b.bin", [3]));

        CollectionAssert.AreEqual(new[] { _folder.PathOf("y_labels.csv"), _folder.PathOf("a.bin"), _folder.PathOf("b.bin") }, DatasetFiles.Of(_folder.PathOf("y_labels.csv")).ToArray());
    }

    /// <summary>A model that answers with its input, against itself.</summary>
    private ModelComparison Compare(string table, Metric metric, int elements, params (string Name, byte[] Bytes)[] files)
    {
        var input = Input(elements);
        var graph = new QuantizedGraph { Name = "main", Tensors = [input, input with { Name = "out" }], Operators = [new Reshape { Inputs = [0, -1], Outputs = [1] }], Inputs = [0], Outputs = [1] };
        var data = Load(table, input, files);
        return ModelComparison.Measure(GraphRun.Of(graph, Arithmetic.TFLite, data, graph), null, metric, data, new ParallelOptions());
    }

    private Dataset Load(string table, Tensor input, params (string Name, byte[] Bytes)[] files)
    {
        foreach (var (name, bytes) in files)
        {
            _folder.Write(name, bytes);
        }

        return Dataset.Load([_folder.Write("y_labels.csv", RawDataBytes.Text(table))], null, input);
    }

    private static Tensor Input(int elements) => new() { Name = "in", Type = ElementType.Int8, Shape = new TensorShape(1, elements), Quantization = new QuantizationParameters(1f) };

    private void AssertFails(MrqCode code, string message, string file, Func<object> load)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => load());
        Assert.AreEqual((code, message, _folder.PathOf(file)), (error.Code, error.MessageWithPlace, error.Place.File));
    }
}
