using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Of a file's graphs one is converted; others may be what its operators run, but no entry points of their own.</summary>
[TestClass]
public sealed class EntryPointTests
{
    private static readonly QuantizedGraph Graph = TfLiteModel.ReadFile(TestData.PathOf("reports", "float-island", "float-island-softmax.tflite")).Graph;

    [TestMethod]
    [DataRow("IF")]
    [DataRow("WHILE")]
    public void Graphs_that_an_operator_runs_are_no_entry_points(string name)
    {
        var graph = Graph with { Operators = Graph.Operators.SetItem(2, new OpaqueOperator(name) { Inputs = [4], Outputs = [5] }) };

        RequestCheck.RequireConvertible(new Document([graph, Graph]));
    }

    [TestMethod]
    public void A_graph_that_nothing_runs_is_one() =>
        Assert.AreEqual(MrqCodes.UnsupportedConversion, Assert.ThrowsExactly<MrqException>(() => RequestCheck.RequireConvertible(new Document([Graph, Graph]))).Code);

    private sealed class Document(IReadOnlyList<QuantizedGraph> graphs) : ModelDocument
    {
        public override IModelFormat Format => TfLiteFormat.Instance;

        public override IReadOnlyList<QuantizedGraph> Graphs => graphs;

        public override string? Description => null;

        public override byte[] Write(QuantizedGraph graph) => throw new NotSupportedException();
    }
}
