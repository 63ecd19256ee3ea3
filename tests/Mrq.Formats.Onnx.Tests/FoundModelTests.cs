using System.Runtime.InteropServices;
using Google.Protobuf;
using Mrq.Core.Graph;
using Mrq.Formats.Onnx.Constants;
using Mrq.Formats.Onnx.Tests.Differential;
using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Kinds of models that random ones showed to be computed otherwise than ONNX Runtime does, each with its answer, and held to ONNX Runtime itself where it runs.</summary>
[TestClass]
public sealed class FoundModelTests
{
    private readonly ModelDraft _draft = new(new Random(0));

    [TestMethod]
    public void Of_two_quantizations_in_a_row_both_ranges_are_quantized_once()
    {
        // −1.28 … 1.27 and 0 … 5.1 have 0 … 1.27 in common: 255 steps of 1.27 / 255 from 0 on, not those of 0.01 and then of 0.02.
        var input = Real("x", 4);
        var first = _draft.Quantized(input, ElementType.UInt8, [4], 0.01f, 128);
        var second = _draft.Quantized(_draft.Real(first), ElementType.UInt8, [4], 0.02f, 0);
        _draft.RealOutput(_draft.Real(second), 4);

        const float Step = 1.27f / 255;
        AssertGives(MemoryMarshal.AsBytes<float>([-1, 0.0124f, 1, 2]), MemoryMarshal.AsBytes<float>([0, 2 * Step, 201 * Step, 255 * Step]));
    }

    [TestMethod]
    public void A_gemm_takes_a_bias_as_it_is_whatever_its_scale()
    {
        // 1 · 1 + 4 at scale 1, though 4 means 8.
        var input = Integers("x", ElementType.UInt8, 1, 1);
        var weights = _draft.Node("DequantizeLinear", [_draft.Constant(OnnxArray.Of(ElementType.UInt8, new TensorShape(1, 1), [1])), _draft.Number(1), _draft.Integer(ElementType.UInt8, 0)]);
        var bias = _draft.Node("DequantizeLinear", [_draft.Constant(OnnxArray.Of(new TensorShape(1), new[] { 4 })), _draft.Number(2), _draft.Integer(ElementType.Int32, 0)]);
        Output(_draft.Quantized(_draft.Node("Gemm", [_draft.Real(input), weights, bias]), ElementType.UInt8, [1, 1], 1, 0));

        AssertGives([1], [5]);
    }

    [TestMethod]
    public void A_gemm_whose_weights_have_no_zero_point_is_computed_on_real_numbers()
    {
        // 3 · 0.1f · 5 · 0.1f is 0.15 and a little, 1 · 0.15f / 0.1f 1.5 and a little more or less: which of 1 and 2 it becomes is float32's order.
        var input = Integers("x", ElementType.UInt8, 1, 1) with { Scale = 0.1f };
        var weights = _draft.Node("DequantizeLinear", [_draft.Constant(OnnxArray.Of(ElementType.UInt8, new TensorShape(1, 1), [5])), _draft.Number(0.1f)]);
        Output(_draft.Quantized(_draft.Node("Gemm", [_draft.Real(input), weights]), ElementType.UInt8, [1, 1], 0.1f, 0));

        var model = OnnxModel.Read(_draft.Proto.ToByteArray());
        Assert.IsTrue(model.ArithmeticOf(model.Graph)[model.Graph.Operators.Length - 1].IsUnfused);
        AssertGives([3], [2]);
    }

    [TestMethod]
    public void Int8_that_is_shifted_to_uint8_stands_beside_uint8_weights()
    {
        var input = Integers("x", ElementType.UInt8, 1, 2);
        var shifted = _draft.Quantized(_draft.Real(input), ElementType.Int8, [1, 2], 1, 0);
        var weights = _draft.Node("DequantizeLinear", [_draft.Constant(OnnxArray.Of(ElementType.UInt8, new TensorShape(2, 1), [3, 2])), _draft.Number(1), _draft.Integer(ElementType.UInt8, 0)]);
        var product = _draft.Quantized(_draft.Node("MatMul", [_draft.Real(shifted), weights]), ElementType.Int8, [1, 1], 1, 0);
        _draft.RealOutput(_draft.Real(product), 1, 1);

        var model = OnnxModel.Read(_draft.Proto.ToByteArray());
        Assert.IsFalse(model.ArithmeticOf(model.Graph)[model.Graph.Operators.Select(step => step.Name).ToList().IndexOf("FULLY_CONNECTED")].IsUnfused);
        AssertGives([200, 1], MemoryMarshal.AsBytes<float>([127]));
        AssertGives([20, 1], MemoryMarshal.AsBytes<float>([62]));
    }

    [TestMethod]
    [DataRow(ElementType.UInt8, 3)]
    [DataRow(ElementType.Int8, -128)]
    public void A_softmax_over_one_value_at_a_fine_scale_overflows(ElementType type, int expected)
    {
        var input = Integers("x", type, 1, 1) with { Scale = 0.05f };
        Output(_draft.Quantized(_draft.Node("Softmax", [_draft.Real(input)], ("axis", -1)), type, [1, 1], 1f / 256, 3));

        AssertGives([7], [unchecked((byte)expected)]);
    }

    private string Real(string name, params int[] shape)
    {
        Info(name, ElementType.Float32, shape);
        return name;
    }

    private Activation Integers(string name, ElementType type, params int[] shape)
    {
        Info(name, type, shape);
        return new Activation(name, type, shape, 1, 0);
    }

    private void Info(string name, ElementType type, int[] shape) => _draft.Proto.Graph.Input.Add(ModelDraft.Info(name, type, shape));

    private void Output(Activation value) => _draft.Proto.Graph.Output.Add(ModelDraft.Info(value.Name, value.Type, value.Shape));

    private void AssertGives(ReadOnlySpan<byte> inputs, ReadOnlySpan<byte> expected)
    {
        var bytes = _draft.Proto.ToByteArray();
        Assert.AreEqual("", Runs.Difference(expected, Runs.Of(OnnxModel.Read(bytes), inputs)));
        if (OnnxRuntimePeer.Absence is null && PeerProcessor.IsX86)
        {
            using var peer = OnnxRuntimePeer.Open(bytes);
            Assert.AreEqual("", Runs.Difference(expected, peer.Run(inputs)), "ONNX Runtime");
        }
    }
}
