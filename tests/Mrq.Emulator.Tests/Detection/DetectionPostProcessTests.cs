using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Detection;

/// <summary>The values of TFLite's own unit tests (<c>detection_postprocess_test.cc</c>), and what it refuses.</summary>
[TestClass]
public sealed class DetectionPostProcessTests
{
    private static readonly double[] Encodings = [0, 0, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    private static readonly double[] WithBackground = [0, .9, .8, 0, .75, .72, 0, .6, .5, 0, .93, .95, 0, .5, .4, 0, .3, .2];
    private static readonly double[] WithoutBackground = [.9, .8, .75, .72, .6, .5, .93, .95, .5, .4, .3, .2];
    private static readonly double[] Anchors = [.5, .5, 1, 1, .5, .5, 1, 1, .5, .5, 1, 1, .5, 10.5, 1, 1, .5, 10.5, 1, 1, .5, 100.5, 1, 1];

    private static readonly DetectionPostProcess Fast = new()
    {
        Inputs = [0, 1, 2],
        Outputs = [3, 4, 5, 6],
        MaxDetections = 3,
        MaxClassesPerDetection = 1,
        NmsScoreThreshold = 0,
        NmsIouThreshold = 0.5f,
        NumClasses = 2,
        YScale = 10,
        XScale = 10,
        HScale = 5,
        WScale = 5,
    };

    private static readonly DetectionPostProcess Regular = Fast with { UseRegularNms = true, DetectionsPerClass = 1 };

    [TestMethod]
    [DataRow(ElementType.Float32, true, 4, 1e-4)]
    [DataRow(ElementType.Float32, false, 4, 1e-4)]
    [DataRow(ElementType.Float32, true, 5, 1e-4)]
    [DataRow(ElementType.Float32, false, 5, 1e-4)]
    [DataRow(ElementType.UInt8, true, 4, 0.3)]
    [DataRow(ElementType.UInt8, false, 5, 0.3)]
    [DataRow(ElementType.Int8, true, 4, 0.3)]
    public void Fast_suppression_goes_by_the_best_class_of_each_box(ElementType type, bool hasBackground, int coordinates, double tolerance)
    {
        var found = Run(Fast, type, WithKeypoints(coordinates), hasBackground ? WithBackground : WithoutBackground, Anchors);

        AssertNear([0, 10, 1, 11, 0, 0, 1, 1, 0, 100, 1, 101], found.Boxes, tolerance);
        AssertNear([1, 0, 0], found.Classes, 0);
        AssertNear([.95, .9, .3], found.Scores, tolerance);
        Assert.AreEqual(3, found.Count);
    }

    [TestMethod]
    public void A_box_comes_with_as_many_classes_as_are_asked_for()
    {
        var found = Run(Fast with { MaxClassesPerDetection = 2 }, ElementType.Float32, Encodings, WithBackground, Anchors);

        AssertNear([0, 10, 1, 11, 0, 10, 1, 11, 0, 0, 1, 1, 0, 0, 1, 1, 0, 100, 1, 101, 0, 100, 1, 101], found.Boxes, 1e-4);
        AssertNear([1, 0, 0, 1, 0, 1], found.Classes, 0);
        AssertNear([.95, .93, .9, .8, .3, .2], found.Scores, 1e-6);
        Assert.AreEqual(3, found.Count);
    }

    [TestMethod]
    [DataRow(ElementType.Float32, 3e-4)]
    [DataRow(ElementType.UInt8, 0.3)]
    [DataRow(ElementType.Int8, 0.3)]
    public void Regular_suppression_goes_class_by_class_and_fills_up_with_zeros(ElementType type, double tolerance)
    {
        var found = Run(Regular, type, Encodings, WithBackground, Anchors);

        AssertNear([0, 10, 1, 11, 0, 10, 1, 11, 0, 0, 0, 0], found.Boxes, tolerance);
        AssertNear([1, 0, 0], found.Classes, 0);
        AssertNear([.95, .93, 0], found.Scores, tolerance);
        Assert.AreEqual(2, found.Count);
    }

    [TestMethod]
    public void A_box_without_area_suppresses_none_and_is_not_suppressed()
    {
        var found = Run(Fast, ElementType.Float32, new double[8], [0, .9, .8, 0, .2, .7], [.5, .5, 1, 1, .5, .5, 0, 0]);

        AssertNear([0, 0, 1, 1, .5, .5, .5, .5], found.Boxes[..8], 1e-6);
        AssertNear([0, 1], found.Classes[..2], 0);
        AssertNear([.9, .7], found.Scores[..2], 1e-6);
        Assert.AreEqual(2, found.Count);
    }

    /// <summary>Many scores of 8 bits are equal; the first of two stays.</summary>
    [TestMethod]
    public void Of_equal_scores_the_earlier_box_and_the_earlier_class_come_first()
    {
        double[] scores = [0.015625, 0.007812, 0.003906, 0.015625, 0.015625, 0.007812, 0.019531, 0.019531, 0.007812, 0.003906, 0.003906, 0.003906];
        var found = Run(Fast, ElementType.UInt8, WithKeypoints(5), scores, Anchors);

        AssertNear([0, 10, 1, 11, 0, 0, 1, 1, 0, 100, 1, 101], found.Boxes, 0.3);
        AssertNear([0, 0, 0], found.Classes, 0);
        AssertNear([0.0196078, 0.0156863, 0.00392157], found.Scores, 1e-7);

        var regular = Run(Regular with { DetectionsPerClass = 6 }, ElementType.Float32, Encodings, [.5, .5, 0, 0, 0, 0, .5, .5, 0, 0, .5, 0], Anchors);
        AssertNear([0, 0, 0], regular.Classes, 0);
        AssertNear([0, 0, 1, 1, 0, 10, 1, 11, 0, 100, 1, 101], regular.Boxes, 1e-4);
    }

    [TestMethod]
    public void Scores_below_the_threshold_do_not_count()
    {
        var found = Run(Fast with { NmsScoreThreshold = 0.85f }, ElementType.Float32, Encodings, WithBackground, Anchors);

        Assert.AreEqual(2, found.Count);
        AssertNear([.95, .9, 0], found.Scores, 1e-6);
    }

    [TestMethod]
    public void What_TFLite_refuses_is_refused()
    {
        foreach (var broken in new[]
        {
            Fast with { NmsIouThreshold = 0 }, Fast with { NmsIouThreshold = 1.5f }, Fast with { NmsIouThreshold = float.NaN }, Fast with { NumClasses = 4 }, Fast with { NumClasses = 1 },
            Fast with { NumClasses = int.MinValue }, Fast with { MaxClassesPerDetection = 0 }, Fast with { MaxDetections = -1 }, Regular with { DetectionsPerClass = 0 }, Fast with { MaxDetections = 1 << 20 },
        })
        {
            Graph(broken, Tensor(ElementType.Float32, 1, 6, 4), Tensor(ElementType.Float32, 1, 6, 3), Tensor(ElementType.Float32, 6, 4), shapesOf: Fast).AssertInvalid();
        }

        Graph(Fast, Tensor(ElementType.Float32, 1, 6, 3), Tensor(ElementType.Float32, 1, 6, 3), Tensor(ElementType.Float32, 6, 4)).AssertInvalid();
        Graph(Fast, Tensor(ElementType.Float32, 2, 6, 4), Tensor(ElementType.Float32, 1, 6, 3), Tensor(ElementType.Float32, 6, 4)).AssertInvalid();
        Graph(Fast, Tensor(ElementType.Float32, 1, 6, 4), Tensor(ElementType.Float32, 1, 5, 3), Tensor(ElementType.Float32, 6, 4)).AssertInvalid();
        Graph(Fast, Tensor(ElementType.Float32, 1, 6, 4), Tensor(ElementType.Float32, 1, 6, 3), Tensor(ElementType.Float32, 5, 4)).AssertInvalid();
        Graph(Fast, Tensor(ElementType.Float32, 24), Tensor(ElementType.Float32, 1, 6, 3), Tensor(ElementType.Float32, 6, 4)).AssertInvalid();
    }

    [TestMethod]
    public void An_anchor_of_negative_size_is_refused_when_it_comes()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Run(Fast, ElementType.Float32, Encodings, WithBackground, [.. Anchors[..2], -1, .. Anchors[3..]]));

        Assert.AreEqual(MrqCodes.InvalidOperator, error.Code);
        Assert.Contains("box 0 ends before it begins", error.Message);
    }

    [TestMethod]
    public void So_many_boxes_that_nobody_could_wait_are_refused()
    {
        var graph = Graph(Regular with { NumClasses = 90, DetectionsPerClass = int.MaxValue }, Tensor(ElementType.UInt8, 1, 100_000, 4), Tensor(ElementType.UInt8, 1, 100_000, 91), Tensor(ElementType.UInt8, 100_000, 4));

        Assert.AreEqual(MrqCodes.TooDemanding, Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(graph, Arithmetic.TFLite)).Code);
    }

    private static double[] WithKeypoints(int coordinates) => [.. Encodings.Chunk(4).SelectMany(box => box.Concat(Enumerable.Repeat(1d, coordinates - 4)))];

    private static (double[] Boxes, double[] Classes, double[] Scores, int Count) Run(DetectionPostProcess step, ElementType type, double[] encodings, double[] scores, double[] anchors)
    {
        var boxes = anchors.Length / 4;
        (Tensor Tensor, double[] Values)[] inputs =
        [
            (Grid(type, -1, 1, 1, boxes, encodings.Length / boxes), encodings),
            (Grid(type, 0, 1, 1, boxes, scores.Length / boxes), scores),
            (Grid(type, 0, 100.5, boxes, 4), anchors),
        ];
        var bytes = inputs.SelectMany(input => type == ElementType.Float32 ? MemoryMarshal.AsBytes<float>(Array.ConvertAll(input.Values, value => (float)value)).ToArray() : RealOperator.Encode(input.Tensor, input.Values)).ToArray();
        var found = MemoryMarshal.Cast<byte, float>(Graph(step, inputs[0].Tensor, inputs[1].Tensor, inputs[2].Tensor).RunBytes(bytes, Arithmetic.TFLite)).ToArray().Select(value => (double)value).ToArray();
        var count = step.MaxDetections * step.MaxClassesPerDetection;
        return (found[..(4 * count)], found[(4 * count)..(5 * count)], found[(5 * count)..(6 * count)], (int)found[^1]);
    }

    private static QuantizedGraph Graph(DetectionPostProcess step, Tensor encodings, Tensor scores, Tensor anchors, DetectionPostProcess? shapesOf = null) =>
        OneOperatorGraph.Of(step, [encodings, scores, anchors], [.. (shapesOf ?? step).OutputShapes.Select(shape => SmallTensors.Values(ElementType.Float32, [.. shape.Select(size => (int)size)]))]);

    private static Tensor Tensor(ElementType type, params ReadOnlySpan<int> shape) => Grid(type, 0, 1, shape);

    private static Tensor Grid(ElementType type, double low, double high, params ReadOnlySpan<int> shape) =>
        type == ElementType.Float32 ? SmallTensors.Values(type, shape) : RealOperator.Tensor(type, low, high, shape);

    private static void AssertNear(double[] expected, double[] actual, double tolerance) => RealOperator.AssertNear(expected, actual, tolerance);
}
