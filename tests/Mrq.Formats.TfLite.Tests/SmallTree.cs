using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>The small model with its tree edited, for files that no graph can say.</summary>
internal static class SmallTree
{
    public static byte[] Edit(Func<FlatTable, FlatTable> edit) => Encode(edit(TfLiteModel.Read(SmallModel.Bytes).Root));

    public static byte[] EditSubgraph(Func<FlatTable, FlatTable> edit) =>
        Edit(root => root.With("subgraphs", new FlatTableVector([edit(root.Tables("subgraphs")[0])])));

    public static byte[] EditOperator(Func<FlatTable, FlatTable> edit) =>
        EditSubgraph(subgraph => subgraph.With("operators", new FlatTableVector([edit(subgraph.Tables("operators")[0])])));

    public static byte[] EditTensor(int index, Func<FlatTable, FlatTable> edit) => EditSubgraph(subgraph =>
    {
        var tensors = subgraph.Tables("tensors");
        return subgraph.With("tensors", new FlatTableVector(tensors.SetItem(index, edit(tensors[index]))));
    });

    public static byte[] Encode(FlatTable root) => FlatEncoder.Encode(root, "TFL3"u8, ReadOnlyMemory<byte>.Empty, 0, out _);
}
