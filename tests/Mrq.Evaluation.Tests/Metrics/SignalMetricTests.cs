using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests.Metrics;

[TestClass]
public sealed class SignalMetricTests
{
    /// <summary>Anscombe's quartet (1973): all four correlate by 0.816.</summary>
    [TestMethod]
    [DataRow(new[] { 10d, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5 }, new[] { 8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68 })]
    [DataRow(new[] { 8d, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8 }, new[] { 6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89 })]
    public void The_correlation_is_the_published_one(double[] x, double[] y)
    {
        Assert.AreEqual(0.816, CoMoments.Of(x, y).Correlation, 0.001);

        var joined = x.Zip(y).Aggregate(default(CoMoments), (moments, pair) => moments.With(CoMoments.Of([pair.First], [pair.Second]), 1));
        Assert.AreEqual(CoMoments.Of(x, y).Correlation, joined.Correlation, 1e-12);
    }

    /// <summary>A large mean takes nothing from a small variance, and weights are repetitions.</summary>
    [TestMethod]
    public void Moments_are_joined_without_cancellation()
    {
        var random = new Random(2);
        double[][] parts = [.. Enumerable.Range(0, 5).Select(_ => Enumerable.Range(0, 7).Select(_ => 1e9 + random.NextDouble()).ToArray())];
        int[] weights = [2, 0, 1, 3, 1];
        double[] all = [.. parts.SelectMany((part, i) => Enumerable.Repeat(part, weights[i]).SelectMany(values => values))];
        double[] other = [.. all.Select((value, i) => value + (i % 7 * 0.1))];
        var joined = parts.Select((part, i) => (Part: part, Weight: weights[i])).Aggregate(
            default(CoMoments), (moments, one) => moments.With(CoMoments.Of(one.Part, [.. one.Part.Select((value, i) => value + (i % 7 * 0.1))]), one.Weight));
        var (meanX, meanY) = (all.Average(), other.Average());
        var slow = all.Zip(other).Sum(pair => (pair.First - meanX) * (pair.Second - meanY)) / Math.Sqrt(all.Sum(value => Math.Pow(value - meanX, 2)) * other.Sum(value => Math.Pow(value - meanY, 2)));

        Assert.AreEqual(slow, joined.Correlation, 1e-6);
    }

    /// <summary>One number a sample, as a regression has: the correlation is over samples.</summary>
    [TestMethod]
    public void Outputs_are_correlated_over_samples_and_held_to_a_limit()
    {
        float[] x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
        var labels = NumpyArray.Create<double>("labels", new TensorShape(11, 1), [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]);
        var comparison = OutputGraphs.Compare("pearson", [([1, 1], x, 4)], labels);

        Assert.AreEqual(81.6, comparison.Result.Source!.Value, 0.1);
        Assert.IsTrue(comparison.Result.Target < 81 && comparison.Result.DifferenceInterval is { Low: < 0 });
        Assert.AreEqual((false, true), (OutputGraphs.Passes(comparison, 0), OutputGraphs.Passes(comparison, 20)));
        Assert.AreEqual(100, OutputGraphs.Compare("pearson", [([1, 1], x, 4)], null).Result.Source!.Value, 1e-9);
        Assert.AreEqual(MrqCodes.DatasetDoesNotFit, Assert.ThrowsExactly<MrqException>(() => OutputGraphs.Compare("pearson", [([1, 1], new float[4], 0)], null)).Code);
    }

    /// <summary>8-bit pictures with a mean squared error of 1 have 48.13 dB.</summary>
    [TestMethod]
    public void The_peak_is_the_span_of_the_values()
    {
        float[] picture = [.. Enumerable.Range(0, 256).Select(level => (float)level)];
        var labels = NumpyArray.Create<byte>("labels", new TensorShape(1, 256), [.. Enumerable.Range(0, 256).Select(level => (byte)(level % 2 == 0 ? level + 1 : level - 1))]);
        var comparison = OutputGraphs.Compare("psnr", [([1, 256], picture, 0)], labels);

        Assert.AreEqual(48.13, comparison.Result.Source!.Value, 0.005);
        Assert.AreEqual(("dB", 0d), (comparison.Metric.Unit, comparison.Result.Difference));
    }

    /// <summary>The source's own outputs are no value of the source: a limit on its loss says nothing, one on the value does.</summary>
    [TestMethod]
    public void Without_labels_the_source_has_no_value()
    {
        var comparison = OutputGraphs.Compare("psnr", [([1, 4], [0, 3, 6, 10], 4)], null);

        // Rounded to steps of 4: 0, 4, 8, 12, errors 0, 1, 2, 2, peak 10.
        Assert.IsNull(comparison.Result.Source);
        Assert.AreEqual(10 * Math.Log10(100 / (9 / 4d)), comparison.Result.Target, 1e-9);
        Assert.AreEqual(MrqCodes.BadOption, Assert.ThrowsExactly<MrqException>(() => OutputGraphs.Passes(comparison, 1)).Code);
    }
}
