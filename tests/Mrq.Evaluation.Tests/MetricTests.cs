using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests;

[TestClass]
public sealed class MetricTests
{
    [TestMethod]
    public void Mean_overlap_is_intersection_over_union_of_each_class_that_occurs()
    {
        var overlaps = new RegionOverlaps([RegionOverlaps.Of([0, 1, 1, 3, 2], [0, 0, 1, RegionOverlaps.Void, 2]), RegionOverlaps.Of([4, 4], [2, -1])]);

        // Class 0: 1 of 2; class 1: 1 of 2; class 2: 1 of 1, then 0 of 1; class 4: 0 of 1. What stands at void or negative labels does not count.
        Assert.AreEqual(100 * (0.5 + 0.5 + 0.5 + 0) / 4, overlaps.Value([1, 1]), 1e-12);
        Assert.AreEqual(100 * (0.5 + 0.5 + 1) / 3, overlaps.Value([1, 0]), 1e-12);
        Assert.AreEqual(100 * (0.5 + 0.5 + (1 / 3d) + 0) / 4, overlaps.Value([1, 2]), 1e-12);
    }

    [TestMethod]
    [DataRow(0, 2)]
    [DataRow(1, 0)]
    [DataRow(2, 3)]
    [DataRow(3, 1)]
    public void Ties_rank_in_the_order_of_their_indices(int label, int rank) =>
        Assert.AreEqual(rank, TopK.RankOf<byte>([5, 9, 5, 9], label));

    [TestMethod]
    public void The_arg_max_is_the_first_of_equals() => Assert.AreEqual(1, TopK.ArgMax<byte>([5, 9, 5, 9]));

    [TestMethod]
    public void What_is_not_a_number_ranks_last() => Assert.AreEqual((1, 2), (TopK.ArgMax<float>([float.NaN, 1, 0]), TopK.RankOf<float>([float.NaN, 1, 0], 0)));

    [TestMethod]
    public void Top5_counts_the_fifth_and_not_the_sixth()
    {
        int[] scores = [9, 8, 7, 6, 5, 4];

        Assert.AreEqual((true, false), (TopK.IsCorrect<int>(scores, 4, Metric.Top5.K), TopK.IsCorrect<int>(scores, 5, Metric.Top5.K)));
    }

    [TestMethod]
    public void A_label_that_is_no_class_is_refused() =>
        Assert.AreEqual(MrqCodes.DatasetDoesNotFit, Assert.ThrowsExactly<MrqException>(() => TopK.RankOf<byte>([1, 2], 2)).Code);

    [TestMethod]
    public void A_metric_is_found_by_name() => Assert.AreSame(Metric.Top5, Metric.Parse("Top5"));

    [TestMethod]
    public void An_unknown_metric_lists_those_that_exist()
    {
        var exception = Assert.ThrowsExactly<MrqException>(() => Metric.Parse("top3"));

        Assert.AreEqual("MRQ0103: The metric 'top3' is not known; use one of top1, top5, agreement, sqnr, mse, auc, miou, map, map-voc, oks, pck, token-agreement, word-error, pearson, psnr.", $"{exception.Code}: {exception.Message}");
    }

    [TestMethod]
    public void A_tenth_of_the_amplitude_is_20_decibels()
    {
        var ratio = new SignalToQuantizationNoise();
        ratio.Add([1, 0], [0.9, 0]);
        ratio.Add([-2], [-1.8]);

        Assert.AreEqual(20, ratio.Decibels, 1e-9);
    }

    [TestMethod]
    public void Equal_outputs_have_no_noise()
    {
        var ratio = new SignalToQuantizationNoise();
        ratio.Add([1, 2], [1, 2]);

        Assert.AreEqual(double.PositiveInfinity, ratio.Decibels);
    }

    [TestMethod]
    public void Samples_are_counted_in_pairs() =>
        Assert.AreEqual(new PairedComparison(4, 2, 3, 2, 1), PairedComparison.Of([true, true, false, false], [true, false, true, true]));

    [TestMethod]
    public void The_difference_has_its_standard_error()
    {
        // b = 9, c = 4, n = 400: 100 * sqrt(13 - 25 / 400) / 400 = 0.89922.
        var comparison = new PairedComparison(400, 339, 334, 4, 9);

        Assert.AreEqual(-1.25, comparison.Difference);
        Assert.AreEqual(0.89922, comparison.StandardError, 1e-5);
    }

    [TestMethod]
    [DataRow(0, 0, 1.0)]
    [DataRow(5, 5, 1.0)]
    [DataRow(4, 9, 2186.0 / 8192)]
    [DataRow(9, 4, 2186.0 / 8192)]
    [DataRow(0, 10, 2.0 / 1024)]
    public void The_exact_test_has_its_known_values(int better, int worse, double p) =>
        Assert.AreEqual(p, new PairedComparison(100, 50, 50, better, worse).PValue, 1e-12);

    [TestMethod]
    public void The_exact_test_holds_for_many_samples()
    {
        // Normal approximation with continuity correction: z = (100 - 1) / sqrt(4900) = 1.41429, two-sided 0.15729.
        var comparison = new PairedComparison(100000, 50000, 50000, 2500, 2400);

        Assert.AreEqual(0.15729, comparison.PValue, 1e-4);
    }

    [TestMethod]
    public void Outputs_are_decoded_by_scale_and_zero_point()
    {
        var output = new Tensor { Name = "out", Type = ElementType.Int8, Shape = new TensorShape(1, 2), Quantization = new QuantizationParameters(0.5f, -2) };
        var values = new double[2];

        new OutputDecoder(output).Decode([0, 0xFF], values);

        CollectionAssert.AreEqual(new[] { 1.0, 0.5 }, values);
    }
}
