using System.Runtime.InteropServices;
using System.Text.Json;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Evaluation.Datasets;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Metrics of networks that are no classifiers, on the real ones.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class MetricOnModelsTests
{
    [TestMethod]
    public void AUC_of_an_autoencoder_is_by_reconstruction_error()
    {
        // Noise far from what the autoencoder knows against a constant, which it reproduces better: all pairs are in order.
        var samples = new byte[20 * 640];
        new Random(1).NextBytes(samples.AsSpan(10 * 640));
        samples.AsSpan(0, 10 * 640).Fill(90);

        var result = Evaluate("ad01_int8", samples, new TensorShape(20, 640), NumpyArray.Create<int>("labels", new TensorShape(20), [.. Enumerable.Range(0, 20).Select(i => i / 10)]), "auc");

        Assert.AreEqual(100, result.Comparison.Result.Target);
        Assert.AreEqual("auc", result.Comparison.Metric.Name);
    }

    [TestMethod]
    public void The_squared_error_of_a_regression_is_against_its_labels()
    {
        // hello_world computes a sine; labels are the sine itself.
        var inputs = Enumerable.Range(0, 100).Select(i => (float)(i * 2 * Math.PI / 100)).ToArray();
        var labels = NumpyArray.Create<float>("labels", new TensorShape(100, 1), [.. inputs.Select(MathF.Sin)]);

        var result = Evaluate("hello_world_int8", NumpyArray.Create<float>("inputs", new TensorShape(100, 1), inputs), labels, "mse");

        Assert.IsGreaterThan(0.0001, result.Comparison.Result.Target);
        Assert.IsLessThan(0.02, result.Comparison.Result.Target);
    }

    [TestMethod]
    public void The_mean_overlap_of_a_segmentation_is_that_of_its_maps_before_and_after_conversion()
    {
        using var folder = new ConversionFolder();
        var model = TestData.PathOf("models", "deeplabv3_mnv2_dm05_pascal_quant.tflite");
        var images = Enlarged(NumpyFile.Read(TestData.PathOf("imagenet", "calibration64_128.npz"))[0], count: 2, size: 513);
        NumpyFile.Write(folder.PathOf("images.npy"), images);
        var before = Maps(folder, model);

        // Labels that the source misses in one place, and that do not count in another.
        var labels = before.Select((answer, i) => i % 513 < 100 ? 15 : i % 513 > 450 ? 255 : answer).ToArray();
        NumpyFile.Write(folder.PathOf("labels.npy"), NumpyArray.Create<int>("labels", new TensorShape(2, 513, 513), labels));
        var request = new ConversionRequest
        {
            ModelPath = model,
            Scheme = "int8-symmetric",
            OutputPath = folder.PathOf("out.tflite"),
            ReportPath = folder.PathOf("report.json"),
            CalibrationData = [folder.PathOf("images.npy")],
            EvaluationData = [folder.PathOf("images.npy"), folder.PathOf("labels.npy")],
            Metric = "miou",
        };
        ModelConverter.Convert(request);
        var after = Maps(folder, request.OutputPath);

        using var report = JsonDocument.Parse(File.ReadAllBytes(request.ReportPath!));
        var evaluation = report.RootElement.GetProperty("evaluation");
        CollectionAssert.AreNotEqual(before, after);
        Assert.AreEqual(MeanOverlap(before, labels), evaluation.GetProperty("sourceAccuracy").GetDouble(), 1e-9);
        Assert.AreEqual(MeanOverlap(after, labels), evaluation.GetProperty("targetAccuracy").GetDouble(), 1e-9);
    }

    /// <summary>From the definition: for each class the positions that both have over those that either has.</summary>
    private static double MeanOverlap(int[] answers, int[] labels)
    {
        var pairs = answers.Zip(labels).Where(pair => pair.Second != 255).ToList();
        var classes = pairs.SelectMany(pair => new[] { pair.First, pair.Second }).Distinct();
        return 100 * classes.Average(index => (double)pairs.Count(pair => pair.First == index && pair.Second == index) / pairs.Count(pair => pair.First == index || pair.Second == index));
    }

    /// <summary>The class of each position, from the emulator's raw output.</summary>
    private static int[] Maps(ConversionFolder folder, string model)
    {
        ModelRunner.Run(model, [folder.PathOf("images.npy")], folder.PathOf("maps.bin"), Arithmetic.TFLite);
        return [.. MemoryMarshal.Cast<byte, long>(File.ReadAllBytes(folder.PathOf("maps.bin"))).ToArray().Select(index => (int)index)];
    }

    private static NumpyArray Enlarged(NumpyArray images, int count, int size)
    {
        var (height, width) = (images.Shape[1], images.Shape[2]);
        var bytes = new byte[count * size * size * 3];
        for (var i = 0; i < bytes.Length; i++)
        {
            var (image, y, x) = (i / 3 / size / size, i / 3 / size % size, i / 3 % size);
            bytes[i] = images.Data.Span[(((((image * height) + (y * height / size)) * width) + (x * width / size)) * 3) + (i % 3)];
        }

        return new NumpyArray("images", ElementType.UInt8, new TensorShape(count, size, size, 3), bytes);
    }

    private static EvaluationResult Evaluate(string model, byte[] samples, TensorShape shape, NumpyArray labels, string metric) =>
        Evaluate(model, new NumpyArray("inputs", ElementType.Int8, shape, samples), labels, metric);

    private static EvaluationResult Evaluate(string model, NumpyArray inputs, NumpyArray labels, string metric)
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".npz");
        try
        {
            NumpyFile.WriteArchive(path, [inputs, labels]);
            return ModelEvaluator.Evaluate(TestData.PathOf("models", model + ".tflite"), [path], null, metric, DatasetOptions.Default, Arithmetic.TFLite);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
