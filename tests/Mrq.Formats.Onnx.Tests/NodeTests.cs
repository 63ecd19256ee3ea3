using Google.Protobuf;
using Mrq.Core.Diagnostics;
using Mrq.Core.Numerics;
using Mrq.Formats.Onnx.Constants;
using Mrq.Testing;
using Onnx;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>ONNX's own node tests. They give scales and weights as inputs; here these are constants, which inputs of old files are, too.</summary>
[TestClass]
public sealed class NodeTests
{
    public static IEnumerable<object[]> Cases
    {
        get
        {
            try
            {
                return [.. Directory.EnumerateDirectories(TestData.PathOf("onnx_operators")).Order(StringComparer.Ordinal).Select(folder => new object[] { Path.GetFileName(folder) })];
            }
            catch (AssertInconclusiveException)
            {
                return [["(onnx_operators is absent)"]];
            }
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void A_node_test_gives_its_output_or_is_refused_by_name(string name)
    {
        var folder = TestData.PathOf("onnx_operators", name);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        var first = Constant(folder, "input_0.pb");
        for (var i = 1; i < model.Graph.Input.Count; i++)
        {
            var constant = TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", $"input_{i}.pb")));
            constant.Name = model.Graph.Input[i].Name;
            model.Graph.Initializer.Add(constant);
        }

        if (name.Contains("integer", StringComparison.Ordinal) || name.Contains("dynamic", StringComparison.Ordinal))
        {
            var refusal = Assert.ThrowsExactly<MrqException>(() => OnnxModel.Read(model.ToByteArray()));
            Assert.AreEqual(MrqCodes.UnmappedNode, refusal.Code);
            StringAssert.Contains(refusal.Message, name.Contains("expanded", StringComparison.Ordinal) ? "QuantizeLinear" : model.Graph.Node[0].OpType, StringComparison.Ordinal);
            return;
        }

        // Where all inputs are constants there is nothing to run; the first one is none.
        var read = OnnxModel.Read(model.ToByteArray());
        Assert.AreEqual("", Runs.Difference(Constant(folder, "output_0.pb").Bytes.Span, Runs.Of(read, first.Bytes.Span)));
        Assert.AreEqual("", Runs.Difference(Constant(folder, "output_0.pb").Bytes.Span, Runs.Of(read, first.Bytes.Span, arithmetic: read.RuntimeOf(Arithmetic.OnnxReference))), "the standard's own reference");
    }

    private static OnnxArray Constant(string folder, string file) =>
        ArrayReader.Read(TensorProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "test_data_set_0", file))), new ExternalData(null))!;
}
