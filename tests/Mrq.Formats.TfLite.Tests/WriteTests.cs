using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;
using Mrq.Testing;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>Only what changed in the graph changes in the file.</summary>
[TestClass]
public sealed class WriteTests
{
    [TestMethod]
    public void A_created_model_reads_as_the_graph_it_was_made_from()
    {
        var graph = TfLiteModel.Read(SmallModel.Bytes).Graph;

        Assert.AreEqual("main", graph.Name);
        Assert.HasCount(4, graph.Tensors);
        Assert.AreEqual(SmallModel.FullyConnected.Tensors[1].Quantization, graph.Tensors[1].Quantization);
        Assert.AreEqual(SmallModel.FullyConnected.Tensors[1].Shape, graph.Tensors[1].Shape);
        CollectionAssert.AreEqual(SmallModel.FullyConnected.Tensors[1].Data!.Value.ToArray(), graph.Tensors[1].Data!.Value.ToArray());
        Assert.IsNull(graph.Tensors[0].Data);
        Assert.AreEqual("small", TfLiteModel.Read(SmallModel.Bytes).Description);
    }

    [TestMethod]
    public void The_same_graph_gives_the_same_bytes() =>
        CollectionAssert.AreEqual(SmallModel.Bytes, TfLiteModel.Create(SmallModel.FullyConnected, "small"));

    [TestMethod]
    public void Constants_are_aligned_to_16_bytes()
    {
        var at = SmallModel.Bytes.AsSpan().IndexOf<byte>([1, 2, 3, 4, 5, 6, 7, 8]);

        Assert.AreEqual(0, at % 16);
    }

    [TestMethod]
    public void A_changed_constant_replaces_its_buffer()
    {
        var written = Change(SmallModel.Bytes, 1, tensor => tensor with { Data = new byte[] { 8, 7, 6, 5, 4, 3, 2, 1 } });

        Assert.AreEqual(8, written.Graph.Tensors[1].Data!.Value.Span[0]);
        Assert.HasCount(TfLiteModel.Read(SmallModel.Bytes).Root.Tables("buffers").Length, written.Root.Tables("buffers"));
    }

    [TestMethod]
    public void A_changed_constant_leaves_a_buffer_that_others_share()
    {
        var shared = SmallTree.Edit(root => root.With("metadata", new FlatTableVector(
            [new FlatTable(TfLiteSchema.Instance.Table("Metadata")).WithScalar("buffer", 1)])));

        var written = Change(shared, 1, tensor => tensor with { Data = new byte[8] });

        Assert.AreEqual(1, written.Root.Tables("buffers")[1].Vector("data")!.Bytes.Span[0]);
        Assert.AreEqual(0, written.Graph.Tensors[1].Data!.Value.Span[0]);
    }

    [TestMethod]
    public void New_scales_drop_the_old_range()
    {
        var bytes = SmallTree.EditTensor(0, tensor => tensor.With("quantization", tensor.Table("quantization")!
            .With("min", FlatVector.Of([-1f])).With("max", FlatVector.Of([1f]))));

        var table = Tensor(Change(bytes, 0, tensor => tensor with { Quantization = new QuantizationParameters(0.5f) }), 0).Table("quantization")!;

        Assert.IsNull(table["min"]);
        Assert.IsNull(table["max"]);
        Assert.AreEqual(0.5f, table.Vector("scale")!.ToSingles()[0]);
        Assert.AreEqual(0L, table.Vector("zero_point")!.ToInt64s()[0]);
    }

    [TestMethod]
    public void A_changed_name_keeps_the_old_range()
    {
        var bytes = SmallTree.EditTensor(0, tensor => tensor.With("quantization", tensor.Table("quantization")!.With("min", FlatVector.Of([-1f]))));

        Assert.IsNotNull(Tensor(Change(bytes, 0, tensor => tensor with { Name = "x" }), 0).Table("quantization")!["min"]);
    }

    [TestMethod]
    public void Fewer_zero_points_than_scales_are_extended_and_the_file_keeps_its_own()
    {
        var bytes = SmallTree.EditTensor(1, tensor => tensor.With("quantization", tensor.Table("quantization")!.With("zero_point", FlatVector.Of([7L]))));

        var written = Change(bytes, 1, tensor => tensor with { Name = "x" });

        CollectionAssert.AreEqual(new long[] { 7, 7 }, written.Graph.Tensors[1].Quantization!.ZeroPoints.ToArray());
        Assert.AreEqual(1, Tensor(written, 1).Table("quantization")!.Vector("zero_point")!.Count);
    }

    [TestMethod]
    public void A_removed_operator_vanishes_and_a_new_one_is_encoded()
    {
        var model = TfLiteModel.Read(SmallModel.Bytes);
        var graph = model.Graph with
        {
            Tensors = model.Graph.Tensors.Add(SmallModel.Activation("softmax", 1, 2)),
            Operators = [new Softmax { Inputs = [0], Outputs = [4], Beta = 2 }],
            Outputs = [4],
        };

        var read = Judged(model.Write(graph)).Graph;

        Assert.AreEqual(2f, ((Softmax)read.Operators.Single()).Beta);
        Assert.AreEqual("softmax", read.Tensors[4].Name);
        Assert.AreEqual(4, read.Outputs.Single());
    }

    [TestMethod]
    public void A_changed_attribute_keeps_the_others_and_the_unknown_ones()
    {
        var bytes = SmallTree.EditOperator(step => step.With("builtin_options", step.Table("builtin_options")!.WithScalar("asymmetric_quantize_inputs", 1)));
        var model = TfLiteModel.Read(bytes);
        var changed = (FullyConnected)model.Graph.Operators[0] with { KeepNumDims = true, Version = 9 };

        var written = Judged(model.Write(model.Graph with { Operators = [changed] }));

        var options = written.Root.Tables("subgraphs")[0].Tables("operators")[0].Table("builtin_options")!;
        Assert.IsTrue(options.Bool("asymmetric_quantize_inputs"));
        Assert.IsTrue(options.Bool("keep_num_dims"));
        Assert.AreEqual(9, written.Graph.Operators[0].Version);
        Assert.AreEqual(ActivationFunctionType.Relu6, ((FullyConnected)written.Graph.Operators[0]).FusedActivationFunction);
    }

    [TestMethod]
    public void Signatures_follow_an_input_that_moves_to_another_tensor()
    {
        var schema = TfLiteSchema.Instance;
        var map = new FlatTable(schema.Table("TensorMap")).With("name", FlatString.Of("x"));
        var signature = new FlatTable(schema.Table("SignatureDef")).With("inputs", new FlatTableVector([map]));
        var model = TfLiteModel.Read(SmallTree.Edit(root => root.With("signature_defs", new FlatTableVector([signature]))));
        var graph = model.Graph with
        {
            Tensors = model.Graph.Tensors.Add(SmallModel.Activation("new input", 1, 4)),
            Operators = [model.Graph.Operators[0] with { Inputs = [4, 1, 2] }],
            Inputs = [4],
        };

        var written = Judged(model.Write(graph));

        Assert.AreEqual(4, written.Root.Tables("signature_defs")[0].Tables("inputs")[0].Int32("tensor_index"));
    }

    [TestMethod]
    public void Other_subgraphs_stay_as_they_are()
    {
        var model = TfLiteModel.Read(SmallTree.Edit(root => root.With("subgraphs", new FlatTableVector(
            [root.Tables("subgraphs")[0], root.Tables("subgraphs")[0].With("name", FlatString.Of("second"))]))));

        var written = Judged(model.Write(model.Graph with { Name = "first" }));

        Assert.AreEqual("first", written.Graph.Name);
        Assert.IsNull(TreeComparison.FirstDifference(model.Root.Tables("subgraphs")[1], written.Root.Tables("subgraphs")[1]));
    }

    [TestMethod]
    public void A_new_opaque_operator_cannot_be_written()
    {
        var model = TfLiteModel.Read(SmallModel.Bytes);
        var graph = model.Graph with { Operators = [new OpaqueOperator("LSTM") { Inputs = [0], Outputs = [3] }] };

        var exception = Assert.ThrowsExactly<MrqException>(() => model.Write(graph));

        Assert.AreEqual(MrqCodes.CannotRepresent, exception.Code);
    }

    private static TfLiteModel Judged(byte[] written)
    {
        FlatBuffersJudge.Require(written);
        return TfLiteModel.Read(written);
    }

    private static TfLiteModel Change(byte[] bytes, int index, Func<Tensor, Tensor> change)
    {
        var model = TfLiteModel.Read(bytes);
        return Judged(model.Write(model.Graph.WithTensors(new Dictionary<int, Tensor> { [index] = change(model.Graph.Tensors[index]) })));
    }

    private static FlatTable Tensor(TfLiteModel model, int index) => model.Root.Tables("subgraphs")[0].Tables("tensors")[index];
}
