using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Metrics.Poses;

namespace Mrq.Evaluation.Tests.Metrics;

[TestClass]
public sealed class PoseMetricTests
{
    /// <summary>COCO: OKS = Σ exp(−d²/2s²k²) / number, k = 2σ. A nose (σ = 0.026) and a left eye (0.025) of a person of 10,000 square pixels, 10 and 0 pixels off.</summary>
    [TestMethod]
    public void The_similarity_is_that_of_the_formula()
    {
        var person = new Person(200, 400, 10_000, Keypoints((0, 0.5, 0.5), (1, 0.25, 0.75)));
        var found = Keypoints((0, 0.5 + (6 / 200d), 0.5 + (8 / 400d)), (1, 0.25, 0.75), (2, 0.9, 0.9));

        Assert.AreEqual((Math.Exp(-100 / (2 * 10_000 * 0.052 * 0.052)) + 1) / 2, person.Similarity(found) / person.Labelled, 1e-12);
        Assert.AreEqual(2, person.Labelled);
    }

    /// <summary>The labelled keypoints span 40 × 100 pixels, so that 20 pixels are right and 21 wrong.</summary>
    [TestMethod]
    [DataRow(19.9, 3)]
    [DataRow(20.1, 2)]
    public void A_keypoint_is_right_within_a_fifth_of_the_longer_side(double pixels, int right)
    {
        var person = new Person(200, 400, 0, Keypoints((0, 0.1, 0.25), (1, 0.3, 0.5), (2, 0.2, 0.3)));

        Assert.AreEqual(right, person.Right(Keypoints((0, 0.1, 0.25), (1, 0.3 + (pixels / 200d), 0.5), (2, 0.2, 0.3))), 1e-12);
    }

    /// <summary>PoseNet: of a 3 × 3 map over 33 pixels each place is 16 pixels from the next, and the offset comes to it.</summary>
    [TestMethod]
    public void Heat_maps_with_offsets_give_keypoints()
    {
        var (maps, offsets) = (new float[3 * 3 * 2], new float[3 * 3 * 4]);
        maps[(5 * 2) + 0] = 3;
        maps[(7 * 2) + 1] = 4;
        (offsets[(5 * 4) + 0], offsets[(5 * 4) + 2]) = (2, -4);
        (offsets[(7 * 4) + 1], offsets[(7 * 4) + 3]) = (-1, 1);
        Tensor Made(string name, params int[] shape) => new() { Name = name, Type = ElementType.Float32, Shape = new TensorShape(shape) };
        var graph = new QuantizedGraph { Name = "pose", Inputs = [0], Outputs = [1, 2], Tensors = [Made("image", 1, 33, 33, 3), Made("maps", 1, 3, 3, 2), Made("offsets", 1, 3, 3, 4)], Operators = [] };
        var data = Dataset.Create(NumpyArray.Create<byte>("x", new TensorShape(1, 1), [0]), null);
        var read = PoseOutputs.Of(new MetricSubject(new ScoreReader(graph, 1), new ScoreReader(graph, 1), graph.Tensors[0], data) { Graph = graph }).Read([Array.ConvertAll(maps, value => (double)value), Array.ConvertAll(offsets, value => (double)value)]);

        Assert.AreEqual((16 + 2) / 33d, read[0].Y, 1e-12);
        Assert.AreEqual((32 - 4) / 33d, read[0].X, 1e-12);
        Assert.AreEqual((32 - 1) / 33d, read[1].Y, 1e-12);
        Assert.AreEqual((16 + 1) / 33d, read[1].X, 1e-12);
        Assert.AreEqual(1 / (1 + Math.Exp(-3)), read[0].Score, 1e-12);
    }

    /// <summary>Two samples: in the first the target's steps move the second keypoint too far; the second one has nobody in it.</summary>
    [TestMethod]
    public void Two_models_are_compared_on_labels_and_held_to_a_limit()
    {
        float[] outputs = [0.2f, 0.2f, 1, 0.45f, 0.45f, 1, 0.2f, 0.2f, 1, 0.45f, 0.45f, 1];
        float[] labels = [100, 100, 600, 0.2f, 0.2f, 2, 0.45f, 0.45f, 2, 100, 100, 600, 0.2f, 0.2f, 0, 0.45f, 0.45f, 0];
        var comparison = OutputGraphs.Compare("pck", [([1, 1, 2, 3], outputs, 0.2)], NumpyArray.Create<float>("labels", new TensorShape(2, 1, 9), labels));

        Assert.AreEqual((100d, 50d), (comparison.Result.Source, comparison.Result.Target));
        Assert.AreEqual(new Proportion(1, 2), comparison.Result.TargetCount);
        Assert.AreEqual((0L, 1L), (comparison.Result.Better, comparison.Result.Worse));
        Assert.AreEqual((false, true), (OutputGraphs.Passes(comparison, 49.9m), OutputGraphs.Passes(comparison, 50)));
    }

    [TestMethod]
    public void Without_labels_the_source_is_right_and_the_target_as_near_as_it_is()
    {
        float[] outputs = [.. Enumerable.Range(0, 17).SelectMany(keypoint => new[] { 0.1f + (keypoint * 0.04f), 0.9f - (keypoint * 0.03f), keypoint == 3 ? 0.1f : 0.9f })];
        var comparison = OutputGraphs.Compare("oks", [([1, 1, 17, 3], outputs, 0.05)], null);
        
        // The input, [1, 1, 17, 3], is a picture of 1 × 17 pixels.
        var (source, area, sum) = (outputs, 0.53 * (0.64 * 0.48 * 17), 0d);
        double[] deviations = [0.026, 0.025, 0.025, 0.035, 0.035, 0.079, 0.079, 0.072, 0.072, 0.062, 0.062, 0.107, 0.107, 0.087, 0.087, 0.089, 0.089];
        foreach (var keypoint in Enumerable.Range(0, 17).Where(keypoint => keypoint != 3))
        {
            double Off(int place) => source[place] - (Math.Round((double)source[place] / 0.05, MidpointRounding.AwayFromZero) * 0.05);
            var distance = Math.Pow(Off(keypoint * 3), 2) + Math.Pow(17 * Off((keypoint * 3) + 1), 2);
            sum += Math.Exp(-distance / (2 * area * Math.Pow(2 * deviations[keypoint], 2))) / 16;
        }

        Assert.AreEqual(100, comparison.Result.Source!.Value, 1e-9);
        Assert.AreEqual(100 * sum, comparison.Result.Target, 1e-3);
        Assert.IsLessThan(99.5, comparison.Result.Target);
    }

    [TestMethod]
    public void Other_keypoints_than_COCOs_have_no_similarity()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => OutputGraphs.Compare("oks", [([1, 1, 2, 3], new float[6], 0)], null));

        StringAssert.Contains(error.Message, "use the metric pck", StringComparison.Ordinal);
    }

    private static Keypoint[] Keypoints(params (int Index, double Y, double X)[] labelled)
    {
        var keypoints = new Keypoint[17];
        foreach (var (index, y, x) in labelled)
        {
            keypoints[index] = new Keypoint(y, x, 1);
        }

        return keypoints;
    }
}
