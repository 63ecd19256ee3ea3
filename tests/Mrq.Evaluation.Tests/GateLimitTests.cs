using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests;

/// <summary>What is equal to a limit passes, and what is one count beyond it fails: of every metric, whatever the percentages round to.</summary>
[TestClass]
public sealed class GateLimitTests
{
    /// <summary>Numbers of samples whose percentages no double holds, with a loss in samples that is a short decimal.</summary>
    [TestMethod]
    [DataRow(600, 3, "0.5")]
    [DataRow(300, 3, "1")]
    [DataRow(700, 7, "1")]
    [DataRow(1000, 7, "0.7")]
    [DataRow(10_000, 64, "0.64")]
    [DataRow(12_000, 75, "0.625")]
    public void A_loss_in_samples_that_is_the_limit_passes_whatever_was_right_before(int samples, int lost, string limit)
    {
        var limits = new GateLimits { MaxAccuracyDrop = decimal.Parse(limit, System.Globalization.CultureInfo.InvariantCulture) };
        for (var right = samples; right > lost; right -= Math.Max(1, samples / 997))
        {
            Assert.IsEmpty(AccuracyGate.Check("s", Counts(samples, right, right - lost), limits), $"{right} of {samples}");
            Assert.HasCount(1, AccuracyGate.Check("s", Counts(samples, right, right - lost - 1), limits), $"{right} of {samples}");
        }
    }

    [TestMethod]
    [DataRow(600, 3, "0.5")]
    [DataRow(700, 7, "1")]
    [DataRow(12_000, 75, "0.625")]
    public void A_loss_against_the_report_of_an_earlier_build_is_counted_in_samples_too(int samples, int lost, string limit)
    {
        var limits = new GateLimits { MaxAccuracyDrop = decimal.Parse(limit, System.Globalization.CultureInfo.InvariantCulture) };
        for (var right = samples; right > lost; right -= Math.Max(1, samples / 997))
        {
            // What a report keeps is the double.
            var baseline = Baseline(100.0 * right / samples);

            Assert.IsEmpty(AccuracyGate.Check("s", Counts(samples, samples, right), GateLimits.None, baseline), $"{right} of {samples}: nothing is lost");
            Assert.HasCount(1, AccuracyGate.Check("s", Counts(samples, samples, right - 1), GateLimits.None, baseline), $"{right} of {samples}: one is lost");
            Assert.IsEmpty(AccuracyGate.Check("s", Counts(samples, samples, right - lost), limits with { MinAccuracy = 0 }, baseline).Where(finding => finding.Code.Id == "MRQ4005"), $"{right} of {samples}: as many as may be");
        }
    }

    [TestMethod]
    public void Minimum_agreement_and_minimum_accuracy_are_held_against_counts()
    {
        // Two thirds are over every decimal of sixes and under the one whose last digit was rounded up.
        var comparison = Counts(3, 3, 2) with { Agreement = new Proportion(2, 3) };

        Assert.IsEmpty(AccuracyGate.Check("s", comparison, new GateLimits { MinAccuracy = 66.6666666666666666666666666m, MinAgreement = 66.6666666666666666666666666m }));
        Assert.HasCount(2, AccuracyGate.Check("s", comparison, new GateLimits { MinAccuracy = 66.6666666666666666666666667m, MinAgreement = 66.6666666666666666666666667m }));
    }

    [TestMethod]
    [DataRow(0.1, 0.3, "0.2")]
    [DataRow(0.1, 0.8, "0.7")]
    [DataRow(0.4, 1.1, "0.7")]
    [DataRow(9.7, 10.4, "0.7")]
    [DataRow(1e-9, 8e-9, "0.000000007")]
    public void A_squared_error_that_grows_by_its_limit_passes_and_by_more_fails(double before, double after, string limit)
    {
        var comparison = Measured(Metric.Mse, before, after);
        var most = decimal.Parse(limit, System.Globalization.CultureInfo.InvariantCulture);

        Assert.IsEmpty(AccuracyGate.Check("s", comparison, new GateLimits { MaxAccuracyDrop = most }));
        Assert.HasCount(1, AccuracyGate.Check("s", comparison, new GateLimits { MaxAccuracyDrop = most * 0.99999999m }));
        Assert.IsEmpty(AccuracyGate.Check("s", comparison, GateLimits.None, Baseline(after)));
    }

    [TestMethod]
    public void Values_without_a_number_pass_only_where_they_are_better_than_any()
    {
        var equal = Measured(Metric.Sqnr, null, double.PositiveInfinity) with { Sqnr = double.PositiveInfinity };

        Assert.IsEmpty(AccuracyGate.Check("s", equal, new GateLimits { MinSqnr = 1000, MinAccuracy = 1000 }, Baseline(50)));
        Assert.HasCount(1, AccuracyGate.Check("s", Measured(Metric.Mse, 1, double.PositiveInfinity), new GateLimits { MaxAccuracyDrop = 1000 }));
        Assert.HasCount(2, AccuracyGate.Check("s", Measured(Metric.Miou, 50, double.NaN), new GateLimits { MaxAccuracyDrop = 1000, MinAccuracy = -1000 }));
        Assert.HasCount(1, AccuracyGate.Check("s", Measured(Metric.Sqnr, null, double.NegativeInfinity) with { Sqnr = double.NegativeInfinity }, new GateLimits { MinSqnr = -1000 }));
    }

    [TestMethod]
    public void Pairs_in_order_are_counted_in_halves()
    {
        // Of 3 x 4 pairs: the first positive ties with two negatives and beats one, the second beats all, the third none.
        var scores = new RankingScores([2, 9, 0, 2, 2, 1, 3], [true, true, true, false, false, false, false]);

        Assert.AreEqual(new Proportion((2 * 1) + 2 + (2 * 4), 2 * 12), scores.Pairs);
        Assert.AreEqual(50, scores.Value([1, 1, 1, 1, 1, 1, 1]));
        Assert.IsTrue(double.IsNaN(scores.Value([1, 1, 1, 0, 0, 0, 0])));
    }

    [TestMethod]
    public void A_loss_is_told_from_its_limit_and_is_never_less_than_nothing()
    {
        Assert.AreEqual(
            "s loses 0.001 points of top1 (98.77 -> 98.77, 100000 samples), over MaxAccuracyDrop 0",
            AccuracyGate.Check("s", Counts(100_000, 98_766, 98_765), new GateLimits { MaxAccuracyDrop = 0 }).Single().Message);
        Assert.AreEqual(
            "s has agreement in percent 99.998 (400 samples of evaluation data), under MinAgreement 100",
            AccuracyGate.Check("s", Counts(400, 1, 1) with { Agreement = new Proportion(39_999, 40_000) }, new GateLimits { MinAgreement = 100 }).Single().Message);
        Assert.AreEqual(
            "s has SQNR in dB 0.00 (400 samples of evaluation data), under MinSqnr 20",
            AccuracyGate.Check("s", Counts(400, 1, 1) with { Sqnr = -0.001 }, new GateLimits { MinSqnr = 20 }).Single().Message);
        Assert.AreEqual("SQNR 0.0 dB", (Counts(400, 1, 1) with { Sqnr = -0.04 }).Noise(digits: 1));
    }

    private static Baseline Baseline(double value) => new(value, "top1", "d", "b.json");

    private static ModelComparison Counts(int samples, int before, int after) => Measured(Metric.Top1, 100.0 * before / samples, 100.0 * after / samples) with
    {
        Samples = samples,
        Result = new PairedResult
        {
            Source = 100.0 * before / samples,
            SourceCount = new Proportion(before, samples),
            Target = 100.0 * after / samples,
            TargetCount = new Proportion(after, samples),
            Method = "by hand",
        },
    };

    private static ModelComparison Measured(Metric metric, double? before, double after) => new(
        metric, 400, new PairedResult { Source = before, Target = after, Method = "by hand" }, new Proportion(1, 1), 100)
    {
        TargetOverflows = new Dictionary<int, long>(),
    };
}
