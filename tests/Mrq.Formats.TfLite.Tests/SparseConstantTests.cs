using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>Sparse weights [2, 4] of the small model; the examples are worked out by hand from the format's definition.</summary>
[TestClass]
public sealed class SparseConstantTests
{
    [TestMethod]
    public void Rows_of_stored_columns_become_dense()
    {
        // Row 0 has columns 1 and 3, row 1 has column 0.
        var bytes = WithWeights([5, 6, 7], [0, 1], [], Dense(2), Compressed([0, 2, 3], [1, 3, 0]));

        CollectionAssert.AreEqual(new byte[] { 0, 5, 0, 6, 7, 0, 0, 0 }, Weights(bytes));
    }

    [TestMethod]
    public void A_traversal_may_take_columns_first()
    {
        // Column by column: column 1 has row 0, column 2 has both.
        var bytes = WithWeights([5, 6, 7], [1, 0], [], Dense(4), Compressed([0, 0, 1, 3, 3], [0, 0, 1]));

        CollectionAssert.AreEqual(new byte[] { 0, 5, 6, 0, 0, 0, 7, 0 }, Weights(bytes));
    }

    [TestMethod]
    public void Blocks_are_stored_whole()
    {
        // Blocks of 2x2: of the two in the one row of blocks the second, its rows 1 2 and 3 4.
        var bytes = WithWeights([1, 2, 3, 4], [0, 1, 2, 3], [0, 1], Dense(1), Compressed([0, 1], [1]), Dense(2), Dense(2));

        CollectionAssert.AreEqual(new byte[] { 0, 0, 1, 2, 0, 0, 3, 4 }, Weights(bytes));
    }

    [TestMethod]
    public void Indices_may_be_of_8_16_or_32_bits()
    {
        var level = Compressed([0, 2, 3], [1, 3, 0]);
        level = level.WithScalar("array_segments_type", 1).With("array_segments", Table("Int32Vector", FlatVector.Of([0, 2, 3])));
        level = level.WithScalar("array_indices_type", 2).With("array_indices", Table("Uint16Vector", new FlatVector(new byte[] { 1, 0, 3, 0, 0, 0 }, 2, 4)));

        CollectionAssert.AreEqual(new byte[] { 0, 5, 0, 6, 7, 0, 0, 0 }, Weights(WithWeights([5, 6, 7], [0, 1], [], Dense(2), level)));
    }

    [TestMethod]
    public void A_model_keeps_its_sparse_weights_and_changed_ones_are_dense()
    {
        var model = TfLiteModel.Read(WithWeights([5, 6, 7], [0, 1], [], Dense(2), Compressed([0, 2, 3], [1, 3, 0])));

        var same = TfLiteModel.Read(model.Write(model.Graph));
        var changed = TfLiteModel.Read(model.Write(model.Graph.WithTensors(new Dictionary<int, Core.Graph.Tensor> { [1] = model.Graph.Tensors[1] with { Data = new byte[8] } })));

        Assert.IsNull(TreeComparison.FirstDifference(model.Root, same.Root));
        Assert.IsNull(changed.Root.Tables("subgraphs")[0].Tables("tensors")[1]["sparsity"]);
        CollectionAssert.AreEqual(new byte[8], changed.Graph.Tensors[1].Data!.Value.ToArray());
    }

    public static IEnumerable<object[]> Contradictions =>
    [
        Contradiction("no dimension", [], []),
        Contradiction("a dimension twice", [0, 0], [], Dense(2), Dense(2)),
        Contradiction("another size", [0, 1], [], Dense(3), Dense(4)),
        Contradiction("no whole blocks", [0, 1, 2], [1], Dense(2), Dense(1), Dense(3)),
        Contradiction("a block of no dimension", [0, 1, 2], [7], Dense(2), Dense(1), Dense(1)),
        Contradiction("a block of size 0", [0, 1, 2], [1], Dense(2), Dense(1), Dense(0)),
        Contradiction("an index too large", [0, 1], [], Dense(2), Compressed([0, 1, 1], [4])),
        Contradiction("descending segments", [0, 1], [], Dense(2), Compressed([0, 2, 1], [0, 1])),
        Contradiction("too few segments", [0, 1], [], Dense(2), Compressed([0, 1], [0])),
        Contradiction("segments beyond the indices", [0, 1], [], Dense(2), Compressed([0, 1, 9], [0])),
        Contradiction("too few values", [0, 1], [], Dense(2), Compressed([0, 4, 8], [0, 1, 2, 3, 0, 1, 2, 3])),
    ];

    [TestMethod]
    [DynamicData(nameof(Contradictions))]
    public void What_contradicts_itself_is_refused_by_the_tensors_name(string label, int[] order, int[] blocks, object levels)
    {
        var bytes = WithWeights([5, 6, 7], order, blocks, (FlatTable[])levels);

        var exception = Assert.ThrowsExactly<MrqException>(() => TfLiteModel.Read(bytes), label);

        Assert.AreEqual(MrqCodes.InvalidGraph, exception.Code, label);
        Assert.AreEqual("weights", exception.Place.Tensor, label);
        Assert.StartsWith("The tensor is sparse, and ", exception.Message, label);
    }

    [TestMethod]
    public void A_few_bytes_that_claim_many_zeros_are_refused()
    {
        var level = Compressed([0, .. new int[1 << 15]], []);
        var sparsity = Sparsity([0, 1], [], [Dense(1 << 15), level]);
        var bytes = SmallTree.EditTensor(1, tensor => tensor.With("shape", FlatVector.Of([1 << 15, 1 << 15])).With("sparsity", sparsity));

        StringAssert.Contains(Assert.ThrowsExactly<MrqException>(() => TfLiteModel.Read(bytes)).Message, "too many for so small a file");
    }

    private static object[] Contradiction(string label, int[] order, int[] blocks, params FlatTable[] levels) => [label, order, blocks, levels];

    private static byte[] Weights(byte[] bytes) => TfLiteModel.Read(bytes).Graph.Tensors[1].Data!.Value.ToArray();

    private static byte[] WithWeights(byte[] stored, int[] order, int[] blocks, params FlatTable[] levels) => SmallTree.Edit(root =>
    {
        var (subgraph, buffers) = (root.Tables("subgraphs")[0], root.Tables("buffers"));
        var tensors = subgraph.Tables("tensors");
        subgraph = subgraph.With("tensors", new FlatTableVector(tensors.SetItem(1, tensors[1].With("sparsity", Sparsity(order, blocks, [.. levels])))));
        var index = tensors[1].Int32("buffer");
        return root.With("subgraphs", new FlatTableVector([subgraph]))
            .With("buffers", new FlatTableVector(buffers.SetItem(index, buffers[index].With("data", new FlatVector(stored, 1, 16)))));
    });

    private static FlatTable Sparsity(int[] order, int[] blocks, ImmutableArray<FlatTable> levels) => new FlatTable(TfLiteSchema.Instance.Table("SparsityParameters"))
        .With("traversal_order", FlatVector.Of(order)).With("block_map", FlatVector.Of(blocks)).With("dim_metadata", new FlatTableVector(levels));

    private static FlatTable Dense(int size) => new FlatTable(TfLiteSchema.Instance.Table("DimensionMetadata")).WithScalar("dense_size", size);

    private static FlatTable Compressed(int[] segments, int[] indices) => new FlatTable(TfLiteSchema.Instance.Table("DimensionMetadata"))
        .WithScalar("format", 1)
        .WithScalar("array_segments_type", 3).With("array_segments", Table("Uint8Vector", Bytes(segments)))
        .WithScalar("array_indices_type", 3).With("array_indices", Table("Uint8Vector", Bytes(indices)));

    private static FlatVector Bytes(int[] values) => new(values.Select(value => (byte)value).ToArray(), 1, 4);

    private static FlatTable Table(string name, FlatVector values) => new FlatTable(TfLiteSchema.Instance.Table(name)).With("values", values);
}
