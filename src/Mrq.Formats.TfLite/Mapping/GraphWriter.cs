using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Mapping;

/// <summary>Replaces a subgraph of a container by a changed graph.</summary>
/// <param name="model">The container.</param>
/// <param name="source">The subgraph as it is there.</param>
/// <param name="number">Its number; the main one has 0.</param>
internal sealed class GraphWriter(FlatTable model, QuantizedGraph source, int number = 0)
{
    private readonly BufferPool _buffers = new(model);
    private readonly OperatorCodePool _codes = new(model);

    public FlatTable Write(QuantizedGraph graph)
    {
        graph.Validate();
        ConstantSizes.Check(graph);
        if (graph.Tensors.Length < source.Tensors.Length)
        {
            throw TfLiteErrors.CannotRepresent(
                $"The graph has {graph.Tensors.Length} tensors, the source {source.Tensors.Length}; tensors keep their index and cannot vanish.");
        }

        if (!graph.Subgraphs.SequenceEqual(source.Subgraphs))
        {
            throw TfLiteErrors.CannotRepresent("Only the main graph of a file can be changed; the graphs that it calls stay as they are.");
        }

        var subgraphs = model.Tables("subgraphs");
        var subgraph = WriteSubgraph(subgraphs[number], graph);
        var root = _codes.ApplyTo(_buffers.ApplyTo(model));
        root = SignatureWriter.Follow(root, number, "inputs", source.Inputs, graph.Inputs);
        root = SignatureWriter.Follow(root, number, "outputs", source.Outputs, graph.Outputs);
        return ReferenceEquals(subgraph, subgraphs[number]) ? root : root.With("subgraphs", new FlatTableVector(subgraphs.SetItem(number, subgraph)));
    }

    private FlatTable WriteSubgraph(FlatTable subgraph, QuantizedGraph graph)
    {
        subgraph = WithTables(subgraph, "tensors", WriteTensors(subgraph.Tables("tensors"), graph));
        subgraph = WithTables(subgraph, "operators", WriteOperators(subgraph.Tables("operators"), graph));
        subgraph = WithIndices(subgraph, "inputs", source.Inputs, graph.Inputs);
        subgraph = WithIndices(subgraph, "outputs", source.Outputs, graph.Outputs);
        return source.Name == graph.Name ? subgraph : subgraph.With("name", FlatString.Of(graph.Name));
    }

    private ImmutableArray<FlatTable> WriteTensors(ImmutableArray<FlatTable> tables, QuantizedGraph graph)
    {
        var writer = new TensorWriter(_buffers);
        var written = ImmutableArray.CreateBuilder<FlatTable>(graph.Tensors.Length);
        for (var i = 0; i < graph.Tensors.Length; i++)
        {
            written.Add(i < tables.Length ? writer.Update(tables[i], source.Tensors[i], graph.Tensors[i]) : writer.Add(graph.Tensors[i]));
        }

        return written.MoveToImmutable();
    }

    private ImmutableArray<FlatTable> WriteOperators(ImmutableArray<FlatTable> tables, QuantizedGraph graph)
    {
        var writer = new OperatorWriter(tables, source, _codes);
        var written = ImmutableArray.CreateBuilder<FlatTable>(graph.Operators.Length);
        for (var i = 0; i < graph.Operators.Length; i++)
        {
            written.Add(writer.Write(graph, i));
        }

        return written.MoveToImmutable();
    }

    /// <summary>Keeps the table as it is when every element is the instance that it was.</summary>
    private static FlatTable WithTables(FlatTable owner, string field, ImmutableArray<FlatTable> tables)
    {
        var old = owner.Tables(field);
        return old.AsSpan().SequenceEqual(tables.AsSpan(), ReferenceEqualityComparer.Instance) ? owner : owner.With(field, new FlatTableVector(tables));
    }

    private static FlatTable WithIndices(FlatTable owner, string field, ImmutableArray<int> old, ImmutableArray<int> indices) =>
        old.AsSpan().SequenceEqual(indices.AsSpan()) ? owner : owner.With(field, FlatVector.Of(indices.AsSpan()));
}
