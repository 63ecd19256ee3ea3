using System.Runtime.InteropServices;
using Google.Protobuf;
using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;
using Mrq.Formats.Onnx.Tests.Differential;
using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Operators between a DequantizeLinear and no QuantizeLinear stay real and are computed in float32, as a model's head often is.</summary>
[TestClass]
public sealed class RealOperatorTests
{
    private static readonly int[] Shape = [1, 6, 5, 7];

    private static readonly Dictionary<string, (Func<ModelDraft, string, string> Node, bool IsExact)> Operators = new(StringComparer.Ordinal)
    {
        ["Softmax"] = ((draft, x) => draft.Node("Softmax", [x], ("axis", -1)), true),
        ["Softmax of channels"] = ((draft, x) => draft.Node("Softmax", [x], ("axis", 1)), true),
        ["LogSoftmax"] = ((draft, x) => draft.Node("LogSoftmax", [x], ("axis", -1)), false),
        ["LpNormalization"] = ((draft, x) => draft.Node("LpNormalization", [x], ("axis", -1), ("p", 2)), true),
        ["MaxPool"] = ((draft, x) => draft.Node("MaxPool", [x], ("kernel_shape", new[] { 2, 3 }), ("strides", new[] { 1, 2 }), ("pads", new[] { 1, 0, 0, 1 })), true),
        ["PRelu"] = ((draft, x) => draft.Node("PRelu", [x, draft.Constant(OnnxArray.Of(new TensorShape(6, 1, 1), [0.1f, 0.2f, -0.5f, 0, 1, 2]))]), true),
        ["Resize"] = ((draft, x) => draft.Node("Resize", [x, "", draft.Numbers(1, 1, 2, 3)], ("mode", "linear")), true),
        ["AveragePool"] = ((draft, x) => draft.Node("AveragePool", [x], ("kernel_shape", new[] { 2, 3 }), ("strides", new[] { 1, 2 }), ("pads", new[] { 1, 0, 0, 1 })), false),
        ["AveragePool with its pads"] = ((draft, x) => draft.Node("AveragePool", [x], ("kernel_shape", new[] { 3, 3 }), ("pads", new[] { 1, 1, 1, 1 }), ("count_include_pad", 1)), false),
        ["GlobalAveragePool"] = ((draft, x) => draft.Node("GlobalAveragePool", [x]), false),
        ["ReduceMean"] = ((draft, x) => draft.Node("ReduceMean", [x], ("axes", new[] { 2, 3 }), ("keepdims", 0)), false),
        ["ReduceSum"] = ((draft, x) => draft.Node("ReduceSum", [x, draft.Integers(1)], ("keepdims", 1)), false),
        ["Sigmoid"] = ((draft, x) => draft.Node("Sigmoid", [x]), false),
        ["Tanh"] = ((draft, x) => draft.Node("Tanh", [x]), false),
        ["HardSwish"] = ((draft, x) => draft.Node("HardSwish", [x]), false),
        ["Elu"] = ((draft, x) => draft.Node("Elu", [x]), false),
        ["Exp"] = ((draft, x) => draft.Node("Exp", [x]), false),
        ["Abs"] = ((draft, x) => draft.Node("Abs", [x]), true),
        ["LeakyRelu"] = ((draft, x) => draft.Node("LeakyRelu", [x], ("alpha", 0.3f)), true),
    };

    public static IEnumerable<object[]> Cases => from name in Operators.Keys from isReal in (bool[])[false, true] select new object[] { name, isReal };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void What_stays_real_is_what_ONNX_Runtime_computes(string name, bool readsReal)
    {
        if ((OnnxRuntimePeer.Absence ?? (PeerProcessor.IsX86 ? null : "this processor sums otherwise")) is { } absence)
        {
            Assert.Inconclusive(absence);
        }

        var draft = new ModelDraft(new Random(3));
        draft.Proto.Graph.Input.Add(ModelDraft.Info("x", ElementType.UInt8, Shape));
        var x = draft.Real(new Activation("x", ElementType.UInt8, Shape, 0.05f, 120));

        // A sum that nothing quantizes is real; else dequantized integers are read.
        var (node, isExact) = Operators[name];
        var y = node(draft, readsReal ? draft.Node("Add", [x, draft.Node("Mul", [x, x])]) : x);
        draft.Proto.Graph.Output.Add(ModelDraft.Info(y, ElementType.Float32, []));
        draft.Proto.Graph.Output[0].Type.TensorType.Shape = null;

        var inputs = new byte[Shape.Aggregate(1, (product, dimension) => product * dimension)];
        new Random(5).NextBytes(inputs);
        var bytes = draft.Proto.ToByteArray();
        using var peer = OnnxRuntimePeer.Open(bytes);
        var (expected, actual) = (peer.Run(inputs), Runs.Of(OnnxModel.Read(bytes), inputs));

        if (isExact)
        {
            Assert.AreEqual("", Runs.Difference(expected, actual));
            return;
        }

        Assert.HasCount(expected.Length, actual);
        foreach (var (wanted, got) in MemoryMarshal.Cast<byte, float>(expected).ToArray().Zip(MemoryMarshal.Cast<byte, float>(actual).ToArray()))
        {
            Assert.AreEqual(wanted, got, 4e-7f * Math.Max(1, Math.Abs(wanted)));
        }
    }

    [TestMethod]
    [DataRow(0, 0, DisplayName = "the file says nothing: the integer 0")]
    [DataRow(77, 77)]
    public void A_frame_around_integers_is_an_integer(int given, int expected)
    {
        var draft = new ModelDraft(new Random(3));
        draft.Proto.Graph.Input.Add(ModelDraft.Info("x", ElementType.UInt8, [1, 2]));
        var quantized = draft.Quantized(draft.Node("Relu", [draft.Real(new Activation("x", ElementType.UInt8, [1, 2], 0.05f, 120))]), ElementType.UInt8, [1, 2], 0.05f, 120);
        string[] inputs = [quantized.Name, draft.Integers(0, 1, 0, 1)];
        var padded = draft.Node("Pad", given == 0 ? inputs : [.. inputs, draft.Integer(ElementType.UInt8, given)]);
        draft.Proto.Graph.Output.Add(ModelDraft.Info(padded, ElementType.UInt8, [1, 4]));
        var bytes = draft.Proto.ToByteArray();

        CollectionAssert.AreEqual((byte[])[(byte)expected, 120, 130, (byte)expected], Runs.Of(OnnxModel.Read(bytes), (byte[])[5, 130]));
        if (OnnxRuntimePeer.Absence is null)
        {
            using var peer = OnnxRuntimePeer.Open(bytes);
            CollectionAssert.AreEqual(peer.Run((byte[])[5, 130]), Runs.Of(OnnxModel.Read(bytes), (byte[])[5, 130]));
        }
    }
}
