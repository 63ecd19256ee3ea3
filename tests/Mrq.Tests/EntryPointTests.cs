using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
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

        RequestCheck.RequireConvertible(new Document([graph, Graph]), keepGoing: false);
    }

    [TestMethod]
    public void Nor_are_those_that_such_graphs_run()
    {
        QuantizedGraph Runs(int number) => Graph with { Operators = Graph.Operators.SetItem(2, new While { Inputs = [4], Outputs = [5], CondSubgraphIndex = number, BodySubgraphIndex = number }) };
        var called = new[] { Runs(2), Graph with { Name = "body" } };

        Assert.IsEmpty(RequestCheck.OtherEntryPoints(new Document([Runs(1) with { Subgraphs = [.. called] }, .. called])));
        Assert.HasCount(1, RequestCheck.OtherEntryPoints(new Document([Runs(2) with { Subgraphs = [.. called] }, .. called])));
    }

    [TestMethod]
    public void A_graph_that_nothing_runs_is_one()
    {
        var model = new Document([Graph, Graph with { Name = "other" }]);

        Assert.AreEqual(MrqCodes.UnsupportedConversion, Assert.ThrowsExactly<MrqException>(() => RequestCheck.RequireConvertible(model, keepGoing: false)).Code);
        RequestCheck.RequireConvertible(model, keepGoing: true);
    }

    private sealed class Document(IReadOnlyList<QuantizedGraph> graphs) : ModelDocument
    {
        public override IModelFormat Format => TfLiteFormat.Instance;

        public override IReadOnlyList<QuantizedGraph> Graphs => graphs;

        public override string? Description => null;

        public override byte[] Write(QuantizedGraph graph) => throw new NotSupportedException();
    }
}
