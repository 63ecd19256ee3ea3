using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>A file's graphs are what operators run, or entry points of their own.</summary>
[TestClass]
public sealed class EntryPointTests
{
    private static readonly QuantizedGraph Graph = TfLiteModel.ReadFile(TestData.PathOf("reports", "float-island", "float-island-softmax.tflite")).Graph;

    [TestMethod]
    [DataRow("IF")]
    [DataRow("WHILE")]
    public void Graphs_that_a_kept_operator_may_run_are_no_entry_points(string name)
    {
        var graph = Graph with { Operators = Graph.Operators.SetItem(2, new OpaqueOperator(name) { Inputs = [4], Outputs = [5] }) };

        Assert.IsEmpty(EntryPoints.Others(new Document([graph, Graph])));
    }

    [TestMethod]
    public void Nor_are_those_that_graphs_run()
    {
        QuantizedGraph Runs(int number) => Graph with { Operators = Graph.Operators.SetItem(2, new While { Inputs = [4], Outputs = [5], CondSubgraphIndex = number, BodySubgraphIndex = number }) };

        Assert.IsEmpty(EntryPoints.Others(new Document([Runs(1), Runs(2), Graph])));
        CollectionAssert.AreEqual(new[] { 1 }, EntryPoints.Others(new Document([Runs(2), Runs(2), Graph])).ToArray());
    }

    [TestMethod]
    public void A_graph_that_nothing_runs_is_one() => CollectionAssert.AreEqual(new[] { 1, 2 }, EntryPoints.Others(new Document([Graph, Graph, Graph])).ToArray());

    private sealed class Document(IReadOnlyList<QuantizedGraph> graphs) : ModelDocument
    {
        public override IModelFormat Format => TfLiteFormat.Instance;

        public override IReadOnlyList<QuantizedGraph> Graphs => graphs;

        public override string? Description => null;

        public override byte[] Write(QuantizedGraph graph) => throw new NotSupportedException();
    }
}
