using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Elementwise;

/// <summary>NumPy's broadcasting against its definition, for shapes of every kind.</summary>
[TestClass]
public sealed class BroadcastingTests
{
    [TestMethod]
    public void Any_two_shapes_of_up_to_five_dimensions_meet_as_NumPy_has_it()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var output = Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(1, 4)).ToArray();
            var left = Part(random, output);
            var right = Part(random, output);

            // One of the two has every axis of the output.
            (random.Next(2) == 0 ? ref left : ref right) = output;
            var (l, r) = (Values(random, left), Values(random, right));
            var graph = OneOperatorGraph.Of(new Maximum { Inputs = [], Outputs = [] }, SmallTensors.Bytes(left), SmallTensors.Bytes(right), SmallTensors.Bytes(output));

            var expected = new byte[output.Aggregate(1, (product, size) => product * size)];
            for (var i = 0; i < expected.Length; i++)
            {
                expected[i] = Math.Max(l[Source(i, output, left)], r[Source(i, output, right)]);
            }

            CollectionAssert.AreEqual(expected, graph.Run<byte>(l, r), $"[{string.Join('x', left)}] and [{string.Join('x', right)}]");
        }
    }

    [TestMethod]
    public void An_empty_input_gives_an_empty_output() =>
        Assert.IsEmpty(OneOperatorGraph.Of(new Maximum { Inputs = [], Outputs = [] }, SmallTensors.Bytes(0, 3), SmallTensors.Bytes(1), SmallTensors.Bytes(0, 3)).Run<byte>([], [1]));

    [TestMethod]
    public void A_huge_output_from_small_inputs_is_refused_before_memory_is_taken() =>
        OneOperatorGraph.Of(new Maximum { Inputs = [], Outputs = [] }, SmallTensors.Bytes(1), SmallTensors.Bytes(1), SmallTensors.Bytes(1 << 15, 1 << 15)).AssertInvalid();

    /// <summary>Trailing axes of a shape, some of them 1.</summary>
    private static int[] Part(Random random, int[] shape) =>
        [.. shape.Skip(random.Next(shape.Length + 1)).Select(size => random.Next(2) == 0 ? 1 : size)];

    private static byte[] Values(Random random, int[] shape)
    {
        var values = new byte[shape.Aggregate(1, (product, size) => product * size)];
        random.NextBytes(values);
        return values;
    }

    private static int Source(int index, int[] output, int[] input)
    {
        var (source, stride) = (0, 1);
        for (var axis = 1; axis <= output.Length; axis++)
        {
            var at = index % output[^axis];
            index /= output[^axis];
            if (axis <= input.Length)
            {
                source += (input[^axis] == 1 ? 0 : at) * stride;
                stride *= input[^axis];
            }
        }

        return source;
    }
}
