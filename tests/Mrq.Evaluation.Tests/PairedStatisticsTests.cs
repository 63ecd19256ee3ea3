using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests;

/// <summary>Intervals and metrics against values computed by hand or published.</summary>
[TestClass]
public sealed class PairedStatisticsTests
{
    [TestMethod]
    [DataRow(0, 10, 0.0, 0.3085)]
    [DataRow(5, 10, 0.1871, 0.8129)]
    [DataRow(10, 10, 0.6915, 1.0)]
    [DataRow(81, 263, 0.2527, 0.3676)]
    public void The_exact_interval_of_a_proportion_has_its_published_ends(int successes, int trials, double low, double high)
    {
        var interval = BinomialInterval.Exact(successes, trials);

        Assert.AreEqual(low, interval.Low, 5e-5);
        Assert.AreEqual(high, interval.High, 5e-5);
    }

    [TestMethod]
    public void The_interval_of_a_difference_is_that_of_the_share_of_changed_answers()
    {
        // 10 of 400 answers change, 5 each way: p in [0.1871, 0.8129], (2p - 1) * 10 / 400 = -+1.5645 %.
        var interval = new PairedComparison(400, 300, 300, 5, 5).DifferenceInterval;

        Assert.AreEqual(-1.5645, interval.Low, 1e-3);
        Assert.AreEqual(1.5645, interval.High, 1e-3);
    }

    [TestMethod]
    public void No_changed_answer_in_100_still_leaves_room_for_some() =>
        Assert.AreEqual(3.6217, new PairedComparison(100, 90, 90, 0, 0).DifferenceInterval.High, 1e-4);

    [TestMethod]
    [DataRow(new double[] { 1, 2, 3, 4 }, new[] { false, false, true, true }, 100.0)]
    [DataRow(new double[] { 4, 3, 2, 1 }, new[] { false, false, true, true }, 0.0)]
    [DataRow(new double[] { 1, 1, 1, 1 }, new[] { false, true, false, true }, 50.0)]
    [DataRow(new double[] { 1, 2, 2, 3 }, new[] { false, false, true, true }, 87.5)]
    public void AUC_counts_pairs_in_order_and_ties_half(double[] scores, bool[] positive, double expected) =>
        Assert.AreEqual(expected, PairedBootstrap.Value(new RankingScores(scores, positive)), 1e-12);

    [TestMethod]
    public void AUC_is_the_share_of_ordered_pairs_for_random_scores_and_weights()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 50; trial++)
        {
            var scores = Enumerable.Range(0, 20).Select(_ => (double)random.Next(6)).ToArray();
            var positive = scores.Select((_, i) => i < 2 ? i == 0 : random.Next(2) == 0).ToArray();
            var weights = scores.Select((_, i) => i < 2 ? 1 : random.Next(3)).ToArray();
            var (ordered, pairs) = (0d, 0d);
            for (var i = 0; i < 20; i++)
            {
                for (var j = 0; j < 20; j++)
                {
                    var pair = positive[i] && !positive[j] ? weights[i] * weights[j] : 0;
                    pairs += pair;
                    ordered += pair * (scores[i] > scores[j] ? 1 : scores[i].Equals(scores[j]) ? 0.5 : 0);
                }
            }

            Assert.AreEqual(100 * ordered / pairs, new RankingScores(scores, positive).Value(weights), 1e-9);
        }
    }

    [TestMethod]
    public void Pairs_that_another_model_orders_otherwise_are_counted()
    {
        bool[] positive = [true, true, false];

        Assert.AreEqual((1L, 1L), new RankingScores([1, 3, 2], positive).Changes(new RankingScores([3, 1, 2], positive)));
    }

    [TestMethod]
    public void The_intersection_over_union_is_by_class_and_leaves_void_out()
    {
        // Class 0: 1 of {0, 1, 2}; class 1: 1 of {1, 3}... answers 0 0 1 1 against 0 1 1 void: IoU 1/2 and 1/2.
        var overlaps = new RegionOverlaps([RegionOverlaps.Of([0, 0, 1, 1], [0, 1, 1, 255])]);

        Assert.AreEqual(50, PairedBootstrap.Value(overlaps), 1e-12);
    }

    [TestMethod]
    public void A_class_that_is_only_answered_counts_as_missed()
    {
        var overlaps = new RegionOverlaps([RegionOverlaps.Of([0, 5], [0, 0])]);

        Assert.AreEqual(25, PairedBootstrap.Value(overlaps), 1e-12);
    }

    [TestMethod]
    public void The_bootstrap_repeats_itself_and_holds_the_value()
    {
        var errors = Enumerable.Range(0, 200).Select(i => (double)(i % 7)).ToArray();
        var (source, target) = (new SquaredErrors(errors), new SquaredErrors([.. errors.Select(error => error + 1)]));

        var first = PairedBootstrap.Intervals(source, target);

        Assert.AreEqual(first, PairedBootstrap.Intervals(source, target));
        Assert.AreEqual(new Interval(1, 1), new Interval(Math.Round(first.Difference!.Value.Low, 9), Math.Round(first.Difference.Value.High, 9)), "the pairs differ by exactly 1");
        // 1.96 standard errors of the mean of a variable of standard deviation 1.99 over 200 samples: 0.276.
        Assert.AreEqual(0.276 * 2, first.Source!.Value.High - first.Source.Value.Low, 0.08);
    }

    [TestMethod]
    public void A_bootstrap_interval_ends_at_the_25th_value_from_below_and_from_above()
    {
        // A thousand resamples have the values 0 to 999 in some order: 2.5 % of them lie below 25, as many above 974. Those of the source are ten times as far apart.
        var (source, target, difference) = PairedBootstrap.Intervals(new Resampled(10), new Resampled(1));

        Assert.AreEqual(new Interval(250, 9740), source);
        Assert.AreEqual(new Interval(25, 974), target);
        Assert.AreEqual(new Interval(-9 * 974, -9 * 25), difference);
    }

    /// <summary>A metric of one sample that has another value each time it is asked: the multiples of a step, in an order that mixes them.</summary>
    private sealed class Resampled(double step) : IMetricScores
    {
        private int _calls;

        public int Count => 1;

        public double Value(ReadOnlySpan<int> weights) => step * (_calls++ * 7 % PairedBootstrap.Resamples);
    }
}
