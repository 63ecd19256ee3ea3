using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Evaluation.Datasets;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Metrics of networks that are no classifiers, on the real ones.</summary>
[TestClass]
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
