using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Spectra;

/// <summary>The values of TFLite's own unit tests (<c>rfft2d_test.cc</c>), and a transform by its definition.</summary>
[TestClass]
public sealed class SpectrumTests
{
    [TestMethod]
    public void A_transform_of_the_image_s_own_size_and_of_a_wider_image()
    {
        float[] expected = [75, 0, -6, -1, 9, 0, -10, 5, -3, 2, -6, 11, -15, 0, -2, 13, -5, 0, -10, -5, 3, -6, -6, -11];
        AssertNear(expected, Run([4, 4], [4, 4], [1, 2, 3, 4, 3, 8, 6, 3, 5, 2, 7, 6, 9, 5, 8, 3]));
        AssertNear(expected, Run([4, 5], [4, 4], [1, 2, 3, 4, 0, 3, 8, 6, 3, 0, 5, 2, 7, 6, 0, 9, 5, 8, 3, 0]));
    }

    [TestMethod]
    public void What_an_image_lacks_is_zero() => AssertNear(
        [
            50, 0, 8.29289341f, -33.6776695f, -7, 1, 9.70710659f, -1.67766953f, 0, 0,
            -10, -20, -16.3639603f, -1.12132037f, -5, 1, -7.19238806f, -2.05025244f, -6, 2,
            10, 0, -4.7781744f, -6.12132025f, -1, 11, 10.7781744f, 1.87867963f, 4, 0,
            -10, 20, 11.1923885f, 11.9497471f, 5, -5, -3.63603902f, -3.12132025f, -6, -2,
        ],
        Run([3, 4], [4, 8], [1, 2, 3, 4, 3, 8, 6, 3, 5, 2, 7, 6]));

    [TestMethod]
    public void Each_image_has_a_transform_of_its_own() => AssertNear(
        [30, 0, -5, -3, -4, 0, -10, 0, 1, 7, 0, 0, 58, 0, -18, 6, 26, 0, -18, 0, 14, 2, -18, 0],
        Run([2, 2, 4], [2, 4], [1, 2, 3, 4, 3, 8, 6, 3, 5, 2, 7, 6, 7, 3, 23, 5]));

    [TestMethod]
    public void A_long_row_is_what_the_definition_says()
    {
        const int length = 512;
        var random = new Random(5);
        float[] values = [.. Enumerable.Range(0, length).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        var expected = Enumerable.Range(0, (length / 2) + 1).SelectMany(k => (float[])[
            (float)values.Select((value, i) => value * Math.Cos(2 * Math.PI * i * k / length)).Sum(), (float)values.Select((value, i) => -value * Math.Sin(2 * Math.PI * i * k / length)).Sum()]).ToArray();

        AssertNear(expected, Run([1, length], [1, length], values));
    }

    [TestMethod]
    public void Complex_numbers_have_an_absolute_value_and_two_parts()
    {
        foreach (var (step, expected) in new (Operator, float[])[] { (new ComplexAbs { Inputs = [], Outputs = [] }, [5, 1e20f]), (new Real { Inputs = [], Outputs = [] }, [3, 0]), (new Imag { Inputs = [], Outputs = [] }, [-4, 1e20f]) })
        {
            var graph = OneOperatorGraph.Of(step, [SmallTensors.Values(ElementType.Complex64, 2)], SmallTensors.Values(ElementType.Float32, 2));
            CollectionAssert.AreEqual(expected, graph.Run<float, float>(Arithmetic.TFLite, [3, -4, 0, 1e20f]), step.Name);
        }
    }

    [TestMethod]
    public void Lengths_that_are_no_powers_of_two_and_other_shapes_are_refused()
    {
        Graph([4, 4], [3, 4], [3, 3]).AssertInvalid();
        Graph([4, 4], [0, 4], [0, 3]).AssertInvalid();
        Graph([4, 4], [4, 4], [4, 4]).AssertInvalid();
        Graph([4], [4, 4], [4, 3]).AssertInvalid();
    }

    private static float[] Run(int[] shape, int[] lengths, float[] values) => Graph(shape, lengths, [.. shape[..^2], lengths[0], (lengths[1] / 2) + 1]).Run<float, float>(Arithmetic.TFLite, values);

    private static QuantizedGraph Graph(int[] shape, int[] lengths, int[] output) =>
        OneOperatorGraph.Of(new Rfft2D { Inputs = [], Outputs = [] }, [SmallTensors.Values(ElementType.Float32, shape), SmallTensors.Integers(lengths)], SmallTensors.Values(ElementType.Complex64, output));

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 1e-4, $"number {i}");
        }
    }
}
