using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests;

/// <summary>Arithmetic on shapes is done once: what reads its result sees a constant.</summary>
[TestClass]
public sealed class KnownValuesTests
{
    private static readonly Tensor Zero = SmallTensors.Integers(0);
    private static readonly Tensor One = SmallTensors.Integers(1);

    [TestMethod]
    public void A_shape_that_is_cut_multiplied_and_packed_reshapes()
    {
        var graph = Reshaped();
        graph.Validate();
        var known = KnownValues.Of(graph);
        CollectionAssert.AreEqual(new byte[] { 2, 0, 0, 0, 12, 0, 0, 0 }, known[9].Data!.Value.ToArray());

        var input = Enumerable.Range(0, 24).Select(i => (byte)i).ToArray();
        CollectionAssert.AreEqual(input, graph.Run(input));
    }

    [TestMethod]
    public void Folded_the_graph_has_only_the_operator_that_moves_values()
    {
        var (folded, steps) = KnownValues.Fold(Reshaped());
        folded.Validate();
        CollectionAssert.AreEqual(new[] { 5 }, steps.ToArray());
        Assert.IsInstanceOfType<Reshape>(folded.Operators.Single());
        Assert.IsTrue(folded.Tensors[9].IsConstant);
        CollectionAssert.AreEqual(new byte[24], folded.Run(new byte[24]));
    }

    [TestMethod]
    public void A_computed_TILE_and_FILL_run()
    {
        // The repetitions are the shape of another tensor.
        var graph = new QuantizedGraph
        {
            Name = "main",
            Tensors = [SmallTensors.Bytes(1, 2), SmallTensors.Bytes(3, 1), SmallTensors.Values(ElementType.Int32, 2), SmallTensors.Bytes(3, 2), SmallTensors.Integers([], 7), SmallTensors.Values(ElementType.Int32, 3, 1)],
            Operators =
            [
                new Shape { Inputs = [1], Outputs = [2] },
                new Tile { Inputs = [0, 2], Outputs = [3] },
                new Fill { Inputs = [2, 4], Outputs = [5] },
            ],
            Inputs = [0, 1],
            Outputs = [3, 5],
        };
        graph.Validate();
        CollectionAssert.AreEqual(new byte[] { 8, 9, 8, 9, 8, 9, 7, 0, 0, 0, 7, 0, 0, 0, 7, 0, 0, 0 }, graph.RunBytes([8, 9, 0, 0, 0], Arithmetic.TFLite));

        // What the graph gives out stays computed.
        Assert.HasCount(2, KnownValues.Fold(graph).Graph.Operators);
    }

    [TestMethod]
    public void What_TFLite_would_refuse_is_refused_all_the_same() => OneOperatorGraph.Of(
        new FloorDiv { Inputs = [], Outputs = [] }, SmallTensors.Integers(4), SmallTensors.Integers(0), SmallTensors.Values(ElementType.Int32, 1)).AssertInvalid();

    [TestMethod]
    public void Quantized_values_are_never_known()
    {
        var constant = SmallTensors.Of(ElementType.Int8, 1, 0, 2) with { Data = new byte[2] };
        Assert.IsEmpty(KnownValues.Of(OneOperatorGraph.Of(new Relu { Inputs = [], Outputs = [] }, constant, SmallTensors.Of(ElementType.Int8, 1, 0, 2))));
    }

    /// <summary>[2, 3, 4] as [first, second · third].</summary>
    private static QuantizedGraph Reshaped() => new()
    {
        Name = "main",
        Tensors =
        [
            SmallTensors.Bytes(2, 3, 4), SmallTensors.Values(ElementType.Int32, 3), Zero, One, SmallTensors.Integers(3), SmallTensors.Values(ElementType.Int32), SmallTensors.Values(ElementType.Int32, 2),
            Zero, SmallTensors.Values(ElementType.Int32), SmallTensors.Values(ElementType.Int32, 2), SmallTensors.Bytes(2, 12),
        ],
        Operators =
        [
            new Shape { Inputs = [0], Outputs = [1] },
            new StridedSlice { Inputs = [1, 2, 3, 3], Outputs = [5], ShrinkAxisMask = 1 },
            new StridedSlice { Inputs = [1, 3, 4, 3], Outputs = [6] },
            new ReduceProd { Inputs = [6, 7], Outputs = [8] },
            new Pack { Inputs = [5, 8], Outputs = [9], ValuesCount = 2 },
            new Reshape { Inputs = [0, 9], Outputs = [10] },
        ],
        Inputs = [0],
        Outputs = [10],
    };
}
