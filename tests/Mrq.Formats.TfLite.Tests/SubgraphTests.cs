using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;
using Mrq.Testing;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>The graphs of a file that its main one calls.</summary>
[TestClass]
public sealed class SubgraphTests
{
    [TestMethod]
    public void The_main_graph_knows_the_graph_that_it_calls()
    {
        var graph = Streaming().Graph;

        var call = (CallOnce)graph.Operators.Single(step => step is CallOnce);
        Assert.AreEqual(1, call.InitSubgraphIndex);
        Assert.HasCount(1, graph.Subgraphs);
        Assert.AreSame(graph.Subgraphs[0], graph.Callee(1));
        Assert.IsNull(graph.Callee(0), "itself");
        Assert.IsNull(graph.Callee(2));
        CollectionAssert.AreEqual(
            graph.Operators.OfType<VarHandle>().Select(handle => handle.SharedName).Distinct().Order().ToArray(),
            graph.Callee(1)!.Operators.OfType<VarHandle>().Select(handle => handle.SharedName).Order().ToArray());
    }

    [TestMethod]
    public void A_changed_main_graph_keeps_the_graphs_that_it_calls()
    {
        var model = Streaming();
        var changed = model.Graph.WithTensors(new Dictionary<int, Core.Graph.Tensor> { [0] = model.Graph.Tensors[0] with { Name = "sound" } });

        var written = TfLiteModel.Read(model.Write(changed)).Graph;

        Assert.AreEqual("sound", written.Tensors[0].Name);
        Assert.HasCount(model.Graph.Callee(1)!.Operators.Length, written.Callee(1)!.Operators);
    }

    [TestMethod]
    public void Graphs_that_are_called_cannot_be_changed()
    {
        var model = Streaming();

        var changed = Assert.ThrowsExactly<MrqException>(() => model.Write(model.Graph with { Subgraphs = [] }));
        Assert.AreEqual(MrqCodes.CannotRepresent, changed.Code);
    }

    [TestMethod]
    public void A_new_file_holds_the_graphs_that_its_main_one_calls()
    {
        var (graph, read) = (Streaming().Graph, TfLiteModel.Read(TfLiteModel.Create(Streaming().Graph, "")).Graph);

        Assert.HasCount(1, read.Subgraphs);
        foreach (var (expected, actual) in new[] { (graph, read), (graph.Callee(1)!, read.Callee(1)!) })
        {
            CollectionAssert.AreEqual(expected.Operators.Select(step => step.Name).ToArray(), actual.Operators.Select(step => step.Name).ToArray());
            CollectionAssert.AreEqual(expected.Tensors.Select(tensor => tensor.Name).ToArray(), actual.Tensors.Select(tensor => tensor.Name).ToArray());
            Assert.IsTrue(expected.Tensors.Zip(actual.Tensors).All(pair => (pair.First.Data ?? default).Span.SequenceEqual((pair.Second.Data ?? default).Span)));
        }
    }

    [TestMethod]
    public void A_name_that_is_no_text_leaves_the_handle_opaque()
    {
        var root = TfLiteModel.Read(TfLiteModel.Create(SmallModel.Unary(new VarHandle { Inputs = [0], Outputs = [1], SharedName = "x" }), "")).Root;
        var options = new FlatTable(TfLiteSchema.Instance.Table("VarHandleOptions")).With("shared_name", new FlatString(new byte[] { 0xff, 0xfe }));
        var subgraph = root.Tables("subgraphs")[0];
        var step = subgraph.Tables("operators")[0].With("builtin_options", options);
        root = root.With("subgraphs", new FlatTableVector([subgraph.With("operators", new FlatTableVector([step]))]));

        Assert.IsInstanceOfType<OpaqueOperator>(TfLiteModel.Read(FlatEncoder.Encode(root, "TFL3"u8, ReadOnlyMemory<byte>.Empty, 0, out _)).Graph.Operators[0]);
    }

    private static TfLiteModel Streaming() => TfLiteModel.Read(File.ReadAllBytes(TestData.PathOf("tflm_cases", "vad_v2.tflite")));
}
