using Google.Protobuf;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Testing;
using Onnx;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>What is written is the model that was read, with what changed and nothing else.</summary>
[TestClass]
public sealed class WriteTests
{
    public static IEnumerable<object[]> Models => TestData.ModelsIn("onnx_cases", ".onnx").Where(name => !name.Contains("refuse_", StringComparison.Ordinal)).Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void A_model_that_did_not_change_is_written_as_it_was(string name)
    {
        var bytes = File.ReadAllBytes(TestData.PathOf("onnx_cases", name + ".onnx"));
        OnnxModel model;
        try
        {
            model = OnnxModel.Read(bytes, TestData.PathOf("onnx_cases", "models"));
        }
        catch (MrqException)
        {
            return;
        }

        // A copy of the graph takes the way of a changed one; constants of other files are the model's own then.
        var written = model.Write(model.Graph with { Name = model.Graph.Name });
        var (before, after) = (ModelProto.Parser.ParseFrom(bytes), ModelProto.Parser.ParseFrom(written));
        if (!before.Graph.Initializer.Any(tensor => tensor.ExternalData.Count > 0))
        {
            Assert.AreEqual(before, after);
        }

        var again = OnnxModel.Read(written);
        Assert.IsTrue(model.Graph.Tensors.Select(Text).SequenceEqual(again.Graph.Tensors.Select(Text)), name);
        CollectionAssert.AreEqual(model.Graph.Operators.Select(step => step.Name).ToList(), again.Graph.Operators.Select(step => step.Name).ToList());
    }

    [TestMethod]
    public void Unknown_fields_metadata_and_order_survive_a_change()
    {
        var path = TestData.PathOf("onnx_cases", "operators", "qdq_conv_u8_s8_sympt_0.onnx");
        var proto = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        proto.MetadataProps.Add(new StringStringEntryProto { Key = "author", Value = "somebody" });

        // Field 4000 is in no schema.
        byte[] bytes = [.. proto.ToByteArray(), 0x82, 0xFA, 0x01, 3, 1, 2, 3];
        var model = OnnxModel.Read(bytes);
        var output = model.Graph.Operators.Last(step => step.Name == "DEPTHWISE_CONV_2D").Outputs[0];
        var tensor = model.Graph.Tensors[output];
        var wider = tensor with { Quantization = new QuantizationParameters(2 * tensor.Quantization!.Scale, tensor.Quantization.ZeroPoint) };
        var replaced = Enumerable.Range(0, model.Graph.Tensors.Length).Where(index => model.Graph.Tensors[index].Name == tensor.Name).ToDictionary(index => index, index => model.Graph.Tensors[index] with { Quantization = wider.Quantization });

        var written = model.Write(model.Graph.WithTensors(replaced));

        var after = ModelProto.Parser.ParseFrom(written);
        Assert.AreEqual("somebody", after.MetadataProps[0].Value);
        CollectionAssert.AreEqual(proto.Graph.Node.Select(node => node.OpType).ToList(), after.Graph.Node.Select(node => node.OpType).ToList());
        Assert.IsGreaterThan(0, written.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x82, 0xFA, 0x01, 3, 1, 2, 3]));
        Assert.AreEqual(wider.Quantization, OnnxModel.Read(written).Graph.Tensors.Last(other => other.Name == tensor.Name).Quantization);
    }

    [TestMethod]
    public void A_scale_that_others_share_stays_for_them()
    {
        // All scales of the three convolutions of this file are one initializer each, of input, weights and bias, too.
        var model = OnnxModel.Read(File.ReadAllBytes(TestData.PathOf("onnx_cases", "models", "qdq_convs.onnx")));
        var changed = model.Graph.Tensors.Select((tensor, index) => (tensor, index)).Where(entry => entry.tensor.Name == "Y_0").ToDictionary(entry => entry.index, entry => entry.tensor with { Quantization = new QuantizationParameters(64) });

        var again = OnnxModel.Read(model.Write(model.Graph.WithTensors(changed))).Graph;

        Assert.AreEqual(64f, again.Tensors.First(tensor => tensor.Name == "Y_0").Quantization!.Scale);
        Assert.AreEqual(1f, again.Tensors.First(tensor => tensor.Name == "X_0").Quantization!.Scale);
        Assert.AreEqual(1f, again.Tensors.First(tensor => tensor.Name == "W_0").Quantization!.Scale);
    }

    [TestMethod]
    public void A_table_that_the_file_computes_becomes_one_that_it_holds()
    {
        var model = OnnxModel.Read(File.ReadAllBytes(TestData.PathOf("onnx_cases", "operators", "qdq_tanh_u8_0.onnx")));
        var (table, index) = model.Graph.Tensors.Select((tensor, index) => (tensor, index)).First(entry => entry.tensor.IsConstant && entry.tensor.Shape == new TensorShape(256));

        byte[] other = [.. Enumerable.Range(0, 256).Select(value => (byte)(value * 7))];

        var again = OnnxModel.Read(model.Write(model.Graph.WithTensors(new Dictionary<int, Tensor> { [index] = table with { Data = other } }))).Graph;

        Assert.IsTrue(again.Tensors.Any(tensor => tensor.Shape == new TensorShape(256) && tensor.Data is { } data && data.Span.SequenceEqual(other)));
    }

    /// <summary>A QUANTIZE before a layer, as between operators of two schemes, or behind one, at another scale: no node of the file has a place for it.</summary>
    [TestMethod]
    [DataRow("qdq_conv_u8_s8_sympt_0", true, "DequantizeLinear")]
    [DataRow("qdq_conv_u8_s8_sympt_0", false, "DequantizeLinear")]
    [DataRow("qop_conv_u8_s8_sympt_0", true, "QLinearConv")]
    [DataRow("qop_conv_u8_s8_sympt_0", false, "QLinearConv")]
    public void A_graph_that_the_files_nodes_have_no_form_for_is_written_in_new_ones_of_the_same_form(string name, bool isBefore, string node)
    {
        var proto = ModelProto.Parser.ParseFrom(File.ReadAllBytes(TestData.PathOf("onnx_cases", "operators", $"{name}.onnx")));
        proto.MetadataProps.Add(new StringStringEntryProto { Key = "author", Value = "somebody" });
        var model = OnnxModel.Read(proto.ToByteArray());
        var graph = WithQuantize(model.Graph, isBefore);

        var bytes = model.Write(graph);

        var written = ModelProto.Parser.ParseFrom(bytes);
        Assert.AreEqual("somebody", written.MetadataProps[0].Value);
        Assert.Contains(node, written.Graph.Node.Select(other => other.OpType).ToList());
        CollectionAssert.AreEqual(proto.Graph.Output.Select(output => output.Name).ToList(), written.Graph.Output.Select(output => output.Name).ToList());
        Assert.Contains("nodes and their names are new", model.LostIn(bytes)!);
        Assert.IsNull(model.LostIn(proto.ToByteArray()));
        var again = OnnxModel.Read(bytes);
        Assert.IsNull(again.LostIn(bytes), "what was new once is the file's own");
        var inputs = File.ReadAllBytes(TestData.PathOf("onnx_cases", "operators", $"{name}.in.bin"));
        Assert.AreEqual("", Runs.Difference(Outputs(graph, inputs), Runs.Of(again, inputs, arithmetic: Arithmetic.OnnxRuntime)));
        if (OnnxRuntimePeer.Absence is null && PeerProcessor.IsX86 && PeerProcessor.SumsExactly)
        {
            using var peer = OnnxRuntimePeer.Open(bytes);
            Assert.AreEqual("", Runs.Difference(peer.Run(inputs), Runs.Of(again, inputs)));
        }
    }

    private static QuantizedGraph WithQuantize(QuantizedGraph graph, bool isBefore)
    {
        var at = Enumerable.Range(0, graph.Operators.Length).Last(index => graph.Operators[index].Traits.IsLinear);
        var step = graph.Operators[at];
        var (tensor, added) = (isBefore ? step.Inputs[0] : step.Outputs[0], graph.Tensors.Length);
        var given = graph.Tensors[tensor];
        var tensors = graph.Tensors.Add(given with { Name = $"{given.Name}_other", Quantization = new QuantizationParameters(1.5f * given.Quantization!.Scale, given.Quantization.ZeroPoint) });
        Operator[] replaced = isBefore
            ? [new Quantize { Inputs = [tensor], Outputs = [added] }, step with { Inputs = step.Inputs.SetItem(0, added) }]
            : [step with { Outputs = [added] }, new Quantize { Inputs = [added], Outputs = [tensor] }];
        return graph with { Tensors = tensors, Operators = [.. graph.Operators.Take(at), .. replaced, .. graph.Operators.Skip(at + 1)] };
    }

    private static byte[] Outputs(QuantizedGraph graph, ReadOnlySpan<byte> inputs)
    {
        var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.OnnxRuntime));
        inputs.CopyTo(session.Input(0));
        session.Run();
        return session.Output(0).ToArray();
    }

    private static string Text(Tensor tensor) =>
        $"{tensor.Name} {tensor.Type} {tensor.Shape} {string.Join(',', tensor.Quantization?.Scales ?? [])} {string.Join(',', tensor.Quantization?.ZeroPoints ?? [])} {(tensor.Data is { } data ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(data.Span)) : "")}";
}
