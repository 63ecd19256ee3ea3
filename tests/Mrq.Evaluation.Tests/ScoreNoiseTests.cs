using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests;

/// <summary>Networks that answer with labels: the noise is that of the scores in front of their ARG_MAX.</summary>
[TestClass]
public sealed class ScoreNoiseTests
{
    private static readonly Dataset Data = Dataset.Create(new NumpyArray("x", ElementType.Int8, new TensorShape(2, 4), new byte[] { 1, 2, 3, 10, 9, 4, 7, 8 }), null);

    [TestMethod]
    public void A_label_is_no_number_that_noise_is_taken_of()
    {
        // Of scores (1 2 3 10) and (9 4 7 8) the target keeps even ones alone, ties away from zero: (2 2 4 10) and (10 4 8 8).
        var comparison = Compare(Metric.Agreement);

        Assert.AreEqual(10 * Math.Log10((1 + 4 + 9 + 100 + 81 + 16 + 49 + 64) / 4d), comparison.Sqnr, 1e-9);
        Assert.AreEqual(2, comparison.Agreement!.Value.Count);
    }

    [TestMethod]
    public void The_metric_sqnr_is_of_the_scores_too() => Assert.AreEqual(Compare(Metric.Agreement).Sqnr, Compare(Metric.Sqnr).Result.Target, 1e-9);

    private static ModelComparison Compare(Metric metric) =>
        ModelComparison.Measure(Run(scale: 1), Run(scale: 2), metric, Data, new ParallelOptions());

    private static GraphRun Run(float scale)
    {
        var graph = Labels(scale);
        return GraphRun.Of(graph, Arithmetic.TFLite, Data, graph);
    }

    private static QuantizedGraph Labels(float scale) => new()
    {
        Name = "test",
        Inputs = [0],
        Outputs = [3],
        Tensors =
        [
            Scores("input", 1),
            Scores("scores", scale),
            new Tensor { Name = "axis", Type = ElementType.Int32, Shape = new TensorShape(1), Data = new byte[] { 1, 0, 0, 0 } },
            new Tensor { Name = "label", Type = ElementType.Int64, Shape = new TensorShape(1) },
        ],
        Operators = [new Quantize { Inputs = [0], Outputs = [1] }, new ArgMax { Inputs = [1, 2], Outputs = [3], OutputType = ElementType.Int64 }],
    };

    private static Tensor Scores(string name, float scale) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, 4), Quantization = new QuantizationParameters(scale) };
}
