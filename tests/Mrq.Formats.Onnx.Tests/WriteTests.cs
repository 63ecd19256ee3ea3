using Google.Protobuf;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
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
    public void A_constant_that_the_file_computes_cannot_become_another_one()
    {
        var model = OnnxModel.Read(File.ReadAllBytes(TestData.PathOf("onnx_cases", "operators", "qdq_tanh_u8_0.onnx")));
        var (table, index) = model.Graph.Tensors.Select((tensor, index) => (tensor, index)).First(entry => entry.tensor.IsConstant && entry.tensor.Shape == new TensorShape(256));

        var error = Assert.ThrowsExactly<MrqException>(() => model.Write(model.Graph.WithTensors(new Dictionary<int, Tensor> { [index] = table with { Data = new byte[256] } })));

        Assert.AreEqual(MrqCodes.CannotRepresent, error.Code);
    }

    private static string Text(Tensor tensor) =>
        $"{tensor.Name} {tensor.Type} {tensor.Shape} {string.Join(',', tensor.Quantization?.Scales ?? [])} {string.Join(',', tensor.Quantization?.ZeroPoints ?? [])} {(tensor.Data is { } data ? Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(data.Span)) : "")}";
}
