using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite;

/// <summary>A container with empty subgraphs, to be filled.</summary>
internal static class EmptyModel
{
    private const int Version = 3;

    public static (FlatTable Root, QuantizedGraph Graph) Create(string description, int subgraphs)
    {
        var schema = TfLiteSchema.Instance;
        var subgraph = new FlatTable(schema.Table("SubGraph"))
            .With("tensors", FlatTableVector.Empty)
            .With("inputs", FlatVector.Of(ReadOnlySpan<int>.Empty))
            .With("outputs", FlatVector.Of(ReadOnlySpan<int>.Empty))
            .With("operators", FlatTableVector.Empty);

        // Buffer 0 is empty by convention: tensors without data point to it.
        var root = new FlatTable(schema.Model)
            .WithScalar("version", Version)
            .With("operator_codes", FlatTableVector.Empty)
            .With("subgraphs", new FlatTableVector([.. Enumerable.Repeat(subgraph, subgraphs)]))
            .With("description", FlatString.Of(description))
            .With("buffers", new FlatTableVector([new FlatTable(schema.Table("Buffer"))]));
        return (root, new QuantizedGraph { Name = "", Tensors = [], Operators = [], Inputs = [], Outputs = [] });
    }
}
