using System.Collections.Immutable;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>Signatures name a graph's inputs and outputs by tensor; when the graph gets another tensor in the same place, they follow.</summary>
internal static class SignatureWriter
{
    public static FlatTable Follow(FlatTable model, int subgraph, string field, ImmutableArray<int> old, ImmutableArray<int> tensors)
    {
        var signatures = model.Tables("signature_defs");
        if (signatures.IsEmpty || old.Length != tensors.Length || old.AsSpan().SequenceEqual(tensors.AsSpan()))
        {
            return model;
        }

        var changed = signatures.ToBuilder();
        for (var i = 0; i < changed.Count; i++)
        {
            if (changed[i].UInt32("subgraph_index") == (uint)subgraph && changed[i][field] is FlatTableVector maps)
            {
                changed[i] = changed[i].With(field, new FlatTableVector([.. maps.Tables.Select(map => Follow(map, old, tensors))]));
            }
        }

        return model.With("signature_defs", new FlatTableVector(changed.ToImmutable()));
    }

    private static FlatTable Follow(FlatTable map, ImmutableArray<int> old, ImmutableArray<int> tensors)
    {
        var place = old.IndexOf(map.Int32("tensor_index"));
        return place < 0 ? map : map.WithScalar("tensor_index", tensors[place]);
    }
}
