using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Metrics.Sequences;

namespace Mrq.Evaluation.Tests.Metrics;

[TestClass]
public sealed class SequenceMetricTests
{
    [TestMethod]
    [DataRow("kitten", "sitting", 3)]
    [DataRow("Saturday", "Sunday", 3)]
    [DataRow("", "abc", 3)]
    [DataRow("abc", "", 3)]
    public void The_distance_is_the_known_one(string from, string to, int distance) =>
        Assert.AreEqual(distance, TokenSequence.Distance([.. from.Select(letter => (int)letter)], [.. to.Select(letter => (int)letter)]));

    [TestMethod]
    public void The_distance_is_that_of_all_ways()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 200; trial++)
        {
            int[] Draw() => [.. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(3))];
            var (from, to) = (Draw(), Draw());
            Assert.AreEqual(Slow(from, to), TokenSequence.Distance(from, to));
        }
    }

    /// <summary>Graves and others 2006: B(a−ab−) = B(−aa−−abb) = aab.</summary>
    [TestMethod]
    [DataRow("a-ab-")]
    [DataRow("-aa--abb")]
    public void Repeats_and_blanks_collapse(string steps)
    {
        int[] classes = [.. steps.Select(letter => letter switch { '-' => 2, _ => letter - 'a' })];

        CollectionAssert.AreEqual(new[] { 0, 0, 1 }, CtcCollapse.Of(":ctc-last").Apply(classes, 3));
        CollectionAssert.AreEqual(new[] { 1, 1, 2 }, CtcCollapse.Of(":ctc-0").Apply([.. classes.Select(index => (index + 1) % 3)], 3));
    }

    /// <summary>Four steps of three classes, blank last: the source says "ab", the target, whose steps are coarse, "aab" in the first of two samples.</summary>
    [TestMethod]
    public void Two_models_are_compared_on_labels_and_held_to_a_limit()
    {
        float[] first = [1, 0, 0, 0.55f, 0, 0.6f, 0.9f, 0, 0, 0, 1, 0];
        first[3] = 0.62f;
        first[5] = 0.61f;
        float[] scores = [.. first, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0];
        var labels = NumpyArray.Create<int>("labels", new TensorShape(2, 3), [0, 1, -1, 0, 1, 1]);
        var comparison = OutputGraphs.Compare("word-error:ctc-last", [([1, 4, 3], scores, 0.01)], labels);

        // Source: "ab" for "ab", "ab" for "abb": 1 of 5.
        Assert.AreEqual("word-error:ctc-last", comparison.Metric.Name);
        Assert.AreEqual(20, comparison.Result.Source!.Value, 1e-12);
        Assert.AreEqual(20, comparison.Result.Target, 1e-12);

        scores[5] = 0.622f;
        scores[3] = 0.618f;
        comparison = OutputGraphs.Compare("word-error:ctc-last", [([1, 4, 3], scores, 0.01)], labels);

        // Now the source has a blank between two a: "aab" for "ab"; in steps of 0.01 both are 0.62, and the first class is taken.
        Assert.AreEqual((40d, 20d), (comparison.Result.Source, comparison.Result.Target));
        Assert.AreEqual((1L, 0L), (comparison.Result.Better, comparison.Result.Worse));
        Assert.IsTrue(OutputGraphs.Passes(comparison, 0));
        Assert.IsTrue(Metric.Parse("Word-Error").IsError);

        comparison = OutputGraphs.Compare("token-agreement", [([1, 4, 3], scores, 0.01)], null);
        Assert.AreEqual(new Proportion(7, 8), comparison.Result.TargetCount);
        Assert.AreEqual((false, true), (OutputGraphs.Passes(comparison, 12), OutputGraphs.Passes(comparison, 12.5m)));
        comparison = OutputGraphs.Compare("token-agreement:ctc-last", [([1, 4, 3], scores, 0.01)], null);
        Assert.AreEqual(new Proportion(4, 5), comparison.Result.TargetCount);
    }

    [TestMethod]
    public void What_is_no_sequence_is_refused()
    {
        Assert.AreEqual(MrqCodes.DatasetDoesNotFit, Assert.ThrowsExactly<MrqException>(() => OutputGraphs.Compare("word-error", [([1, 5000, 2], new float[10000], 0)], null)).Code);
        Assert.AreEqual(MrqCodes.BadOption, Assert.ThrowsExactly<MrqException>(() => Metric.Parse("word-error:ctc-1")).Code);
        Assert.AreEqual(MrqCodes.BadOption, Assert.ThrowsExactly<MrqException>(() => Metric.Parse("top1:ctc-0")).Code);
    }

    private static int Slow(int[] from, int[] to) => from.Length == 0 || to.Length == 0
        ? from.Length + to.Length
        : Math.Min(Math.Min(Slow(from[1..], to), Slow(from, to[1..])) + 1, Slow(from[1..], to[1..]) + (from[0] == to[0] ? 0 : 1));
}
