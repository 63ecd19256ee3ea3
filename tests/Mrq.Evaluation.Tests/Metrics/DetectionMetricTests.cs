using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics.Detections;

namespace Mrq.Evaluation.Tests.Metrics;

/// <summary>Average precision against published numbers and against a slow model that follows the definitions and shares no code.</summary>
[TestClass]
public sealed class DetectionMetricTests
{
    /// <summary>
    /// The worked example of Padilla, Netto and da Silva, "A survey on performance metrics for object-detection algorithms" (2020): 15 objects, 24 boxes, of which those of the ranks 1, 3, 10, 12, 13, 14 and 23 are right; the area is
    /// 24.57 %.
    /// </summary>
    [TestMethod]
    public void The_area_under_the_curve_is_the_published_one()
    {
        int[] right = [1, 3, 10, 12, 13, 14, 23];
        BoxAnswer[] answers = [.. Enumerable.Range(1, 24).Select(rank => new BoxAnswer(0, 1 - (rank / 100d), right.Contains(rank) ? (ushort)1 : (ushort)0, 0))];
        var precision = new AveragePrecision([answers], [new Dictionary<int, int> { [0] = 15 }], DetectionRule.Voc);

        Assert.AreEqual(24.57, precision.Value([1]), 0.005);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Random_scenes_have_the_precision_of_the_definition(bool isCoco)
    {
        var (random, rule) = (new Random(5), isCoco ? DetectionRule.Coco : DetectionRule.Voc);
        for (var trial = 0; trial < 60; trial++)
        {
            var scenes = Enumerable.Range(0, 6).Select(_ => (
                Found: Enumerable.Range(0, random.Next(7)).Select(_ => new FoundBox(random.Next(3), random.Next(8) / 8d, RandomBox(random))).ToArray(),
                There: Enumerable.Range(0, random.Next(5)).Select(_ => new LabelledBox(random.Next(3), RandomBox(random), random.Next(5) == 0)).ToArray())).ToArray();
            int[] weights = [.. scenes.Select(_ => random.Next(3))];
            var repeated = scenes.SelectMany((scene, i) => Enumerable.Repeat(scene, weights[i])).ToArray();
            var fast = new AveragePrecision(
                [.. scenes.Select(scene => BoxMatching.Of(scene.Found, scene.There, rule).Answers)],
                [.. scenes.Select(scene => scene.There.Where(label => !label.IsIgnored).GroupBy(label => label.Class).ToDictionary(group => group.Key, group => group.Count()))],
                rule);

            Assert.AreEqual(Slow(repeated, isCoco), fast.Value(weights), 1e-9, $"trial {trial}");
        }
    }

    [TestMethod]
    public void A_crowd_is_found_often_and_never_missed()
    {
        LabelledBox[] labels = [new(0, new Box(0, 0, 1, 1), true), new(0, new Box(0, 0, 0.2, 0.2), false)];
        FoundBox[] found = [new(0, 0.9, new Box(0, 0, 0.2, 0.2)), new(0, 0.8, new Box(0.5, 0.5, 0.6, 0.6)), new(0, 0.7, new Box(0.7, 0.7, 0.8, 0.8))];
        var (answers, _) = BoxMatching.Of(found, labels, DetectionRule.Coco);

        CollectionAssert.AreEqual(new ushort[] { 1023, 0, 0 }, answers.Select(answer => answer.Right).ToArray());
        CollectionAssert.AreEqual(new ushort[] { 0, 1023, 1023 }, answers.Select(answer => answer.Ignored).ToArray());
    }

    /// <summary>Two objects in each of four samples, of which the source misses one in all, and the target, whose steps are coarse, more.</summary>
    [TestMethod]
    public void Two_models_are_compared_on_labels_and_held_to_a_limit()
    {
        float[] boxes = [.. Enumerable.Range(0, 4).SelectMany(sample => new[] { 0.1f, 0.1f, 0.5f, 0.5f, 0.56f, 0.56f, 0.69f, 0.69f })];
        boxes[^1] = boxes[^2] = 0.99f;
        float[] labels = [.. Enumerable.Range(0, 4).SelectMany(_ => new[] { 0.1f, 0.1f, 0.5f, 0.5f, 1, 0.56f, 0.56f, 0.69f, 0.69f, 1, 0, 0, 0, 0, -1 })];
        var comparison = OutputGraphs.Compare("map-voc", Outputs(boxes, 4, 0.1), NumpyArray.Create<float>("labels", new TensorShape(4, 3, 5), labels));

        // 7 of 8 found, and one wrong box of equal score behind them; of the target, which moves the small box, 4 of 8.
        Assert.AreEqual(100 * 7 / 8d, comparison.Result.Source!.Value, 1e-9);
        Assert.AreEqual(100 * 4 / 8d, comparison.Result.Target, 1e-9);
        Assert.AreEqual((0L, 3L, "objects"), (comparison.Result.Better, comparison.Result.Worse, comparison.Result.ChangedUnit));
        Assert.IsTrue(comparison.Result.DifferenceInterval is { High: <= 0, Low: < -20 });
        Assert.AreEqual((false, true), (OutputGraphs.Passes(comparison, 30), OutputGraphs.Passes(comparison, 37.5m)));
    }

    [TestMethod]
    public void Without_labels_what_the_source_is_sure_of_counts()
    {
        float[] boxes = [0, 0, 0.4f, 0.4f, 0.52f, 0.52f, 0.69f, 0.69f];
        var comparison = OutputGraphs.Compare("map", Outputs(boxes, 1, 0.1), null);

        Assert.AreEqual(100, comparison.Result.Source);
        Assert.IsLessThan(100, comparison.Result.Target);
        Assert.AreEqual(MrqCodes.DatasetDoesNotFit, Assert.ThrowsExactly<MrqException>(() => OutputGraphs.Compare("map", Outputs(boxes, 1, 0.1, score: 0.2f), null)).Code);
    }

    [TestMethod]
    public void Outputs_and_labels_of_another_shape_are_refused_by_name()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => OutputGraphs.Compare("map", [([1, 5], new float[10], 0)], null));
        StringAssert.Contains(error.Message, "map needs those of TFLite_Detection_PostProcess", StringComparison.Ordinal);
        error = Assert.ThrowsExactly<MrqException>(() => OutputGraphs.Compare("map", Outputs(new float[8], 1, 0), NumpyArray.Create<float>("labels", new TensorShape(1, 4), new float[4])));
        StringAssert.Contains(error.Message, "[samples, objects, 5 or 6]", StringComparison.Ordinal);
    }

    private static (int[] Shape, float[] Values, double Step)[] Outputs(float[] boxes, int samples, double step, float score = 0.9f) =>
    [
        ([1, 2, 4], boxes, step),
        ([1, 2], [.. Enumerable.Repeat(1f, 2 * samples)], 0),
        ([1, 2], [.. Enumerable.Range(0, samples).SelectMany(_ => new[] { score, score - 0.1f })], 0),
        ([1], [.. Enumerable.Repeat(2f, samples)], 0),
    ];

    private static Box RandomBox(Random random) => (random.Next(6), random.Next(6)) is var (y, x) ? new Box(y, x, y + 1 + random.Next(4), x + 1 + random.Next(4)) : default;

    /// <summary>Every threshold, class and recall by itself, as the definitions have it.</summary>
    private static double Slow((FoundBox[] Found, LabelledBox[] There)[] scenes, bool isCoco)
    {
        var means = new List<double>();
        foreach (var index in scenes.SelectMany(scene => scene.There).Where(label => !label.IsIgnored).Select(label => label.Class).Distinct())
        {
            var thresholds = isCoco ? Enumerable.Range(0, 10).Select(i => 0.5 + (i * 0.05)).ToArray() : [0.5];
            foreach (var threshold in thresholds)
            {
                var verdicts = scenes.SelectMany((scene, i) => Verdicts(scene.Found.Where(box => box.Class == index), [.. scene.There.Where(label => label.Class == index)], threshold, isCoco)).OrderByDescending(verdict => verdict.Score).ToList();
                var there = scenes.Sum(scene => scene.There.Count(label => label.Class == index && !label.IsIgnored));
                var points = Enumerable.Range(1, verdicts.Count).Select(count => verdicts.Take(count).Count(verdict => verdict.IsRight) is var right ? (Recall: right / (double)there, Precision: right / (double)count) : default).ToList();
                double Best(double recall) => points.Where(point => point.Recall >= recall).Select(point => point.Precision).DefaultIfEmpty(0).Max();
                means.Add(isCoco
                    ? Enumerable.Range(0, 101).Average(step => Best(step / 100d))
                    : Enumerable.Range(1, there).Sum(right => Best(right / (double)there) / there));
            }
        }

        return means.Count == 0 ? double.NaN : 100 * means.Average();
    }

    private static IEnumerable<(double Score, bool IsRight)> Verdicts(IEnumerable<FoundBox> found, LabelledBox[] there, double threshold, bool isCoco)
    {
        var open = there.Where(label => !label.IsIgnored).ToList();
        foreach (var box in found.OrderByDescending(box => box.Score))
        {
            double Overlap(LabelledBox label)
            {
                var height = Math.Min(box.Box.Bottom, label.Box.Bottom) - Math.Max(box.Box.Top, label.Box.Top);
                var width = Math.Min(box.Box.Right, label.Box.Right) - Math.Max(box.Box.Left, label.Box.Left);
                var shared = height > 0 && width > 0 ? height * width : 0;
                var own = (box.Box.Bottom - box.Box.Top) * (box.Box.Right - box.Box.Left);
                var other = (label.Box.Bottom - label.Box.Top) * (label.Box.Right - label.Box.Left);
                return shared / (isCoco && label.IsIgnored ? own : own + other - shared);
            }

            if (isCoco)
            {
                // Of equal overlaps COCO takes the last one.
                if (open.Where(label => Overlap(label) >= threshold).OrderBy(Overlap).ToList() is { Count: > 0 } fitting)
                {
                    open.RemoveAt(open.LastIndexOf(fitting[^1]));
                    yield return (box.Score, true);
                }
                else if (!there.Any(label => label.IsIgnored && Overlap(label) >= threshold))
                {
                    yield return (box.Score, false);
                }
            }
            else if (there.Length > 0 && there.OrderBy(label => label.IsIgnored).MaxBy(Overlap) is var nearest && Overlap(nearest) >= threshold)
            {
                if (!nearest.IsIgnored)
                {
                    yield return (box.Score, open.Remove(nearest));
                }
            }
            else
            {
                yield return (box.Score, false);
            }
        }
    }
}
