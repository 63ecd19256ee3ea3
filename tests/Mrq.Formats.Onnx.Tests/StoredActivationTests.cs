using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Formats.TfLite;
using Mrq.Requantization;
using Mrq.Requantization.Verify;
using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>uint8 activations beside int8 weights in a file: it means what the converted graph means, and ONNX Runtime computes it as the emulator does.</summary>
[TestClass]
public sealed class StoredActivationTests
{
    [TestMethod]
    [DataRow("kws_ref_model", "tflite-int8", OnnxForm.Qdq)]
    [DataRow("kws_ref_model", "int8-symmetric", OnnxForm.QOperator)]
    [DataRow("kws_ref_model", "int8-symmetric-per-channel-uint8-activations", OnnxForm.Qdq)]
    [DataRow("pretrainedResnet_quant", "tflite-int8", OnnxForm.QOperator)]
    [DataRow("pretrainedResnet_quant", "int8-symmetric-uint8-activations", OnnxForm.Qdq)]
    public void A_stored_graph_is_computed_by_ONNX_Runtime_as_by_the_emulator_and_means_what_the_converted_one_means(string name, string basis, OnnxForm form)
    {
        var source = TfLiteModel.ReadFile(TestData.PathOf("models", $"{name}.tflite"));
        var scheme = SchemeCatalogue.Named(basis) with { ActivationStorage = ActivationStorage.UInt8 };
        var converted = Requantizer.Convert(source.Graph, source.Format.NativeArithmetic, scheme, null, new ParallelOptions()).Graph;

        var stored = StoredActivations.Of(converted, scheme);
        ConversionVerifier.RequireStored(converted, stored, scheme);
        RequireTypes(stored, scheme);

        // What the file says by the formulas that round each value by itself: the converted graph's integers, 128 higher where they are uint8.
        var inputs = new byte[converted.Tensors[converted.Inputs[0]].Shape.ElementCount];
        new Random(3).NextBytes(inputs);
        CollectionAssert.AreEqual(
            Flipped(Run(converted, inputs), converted, stored, stored.Outputs[0]),
            Run(stored, Flipped(inputs, converted, stored, stored.Inputs[0])));

        var bytes = OnnxModel.Create(stored, form, "");
        LoweringTests.RequireSame(stored, bytes);
        var model = OnnxModel.Read(bytes);
        if (OnnxRuntimePeer.Absence is not null || !PeerProcessor.IsX86 || !PeerProcessor.SumsExactly)
        {
            Assert.Inconclusive(OnnxRuntimePeer.Absence ?? "this processor computes otherwise");
            return;
        }

        using var peer = OnnxRuntimePeer.Open(bytes);
        Assert.AreEqual("", Runs.Difference(peer.Run(inputs), Runs.Of(model, inputs)));
    }

    private static void RequireTypes(QuantizedGraph stored, QuantizationScheme scheme)
    {
        var activations = stored.Operators.SelectMany(step => step.Outputs).Select(tensor => stored.Tensors[tensor]).Where(tensor => tensor.Quantization is not null).ToList();
        if (scheme.Activations.ZeroPoint != ZeroPointRule.ZeroOrMinimum)
        {
            Assert.IsTrue(activations.TrueForAll(tensor => tensor.Type == ElementType.UInt8));
            return;
        }

        Assert.IsTrue(activations.Where(tensor => tensor.Type == ElementType.UInt8).All(tensor => tensor.Quantization!.ZeroPoint == 0));
        Assert.IsTrue(activations.Exists(tensor => tensor.Type == ElementType.UInt8) && activations.Exists(tensor => tensor is { Type: ElementType.Int8, Quantization.ZeroPoint: 0 }));
    }

    private static byte[] Flipped(byte[] values, QuantizedGraph converted, QuantizedGraph stored, int tensor) =>
        converted.Tensors[tensor].Type == stored.Tensors[tensor].Type ? values : Array.ConvertAll(values, value => (byte)(value ^ 0x80));

    private static byte[] Run(QuantizedGraph graph, byte[] inputs)
    {
        var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.OnnxRuntimeUnfused));
        inputs.CopyTo(session.Input(0));
        session.Run();
        return session.Output(0).ToArray();
    }
}
