using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Formats.TfLite;
using Mrq.Requantization;
using Mrq.Testing;
using Onnx;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Biases that are real numbers beside integers: a layer reads them as they are, and no DequantizeLinear makes them.</summary>
[TestClass]
public sealed class RealBiasTests
{
    private static readonly QuantizationScheme Scheme = SchemeDefinition.Create("real", [new("BasedOn", "int8-symmetric-per-channel"), new("Arithmetic", "float32"), new("BiasScale", "Real")], SchemeCatalogue.Named);

    [TestMethod]
    public void A_file_written_anew_has_them_and_one_that_is_edited_gets_them_in_place_of_integers()
    {
        var source = TfLiteModel.ReadFile(TestData.PathOf("models", "kws_ref_model.tflite"));
        var converted = Requantizer.Convert(source.Graph, source.Format.NativeArithmetic, Scheme, null, new ParallelOptions()).Graph;
        var anew = OnnxModel.Create(converted, OnnxForm.Qdq, "");
        RequireBiases(anew, converted);
        LoweringTests.RequireSame(converted, anew);

        var integers = OnnxModel.Read(OnnxModel.Create(Requantizer.Convert(source.Graph, source.Format.NativeArithmetic, SchemeCatalogue.Named("int8-symmetric-per-channel"), null, new ParallelOptions()).Graph, OnnxForm.Qdq, ""));
        foreach (var model in new[] { integers, OnnxModel.Read(anew) })
        {
            var edited = Requantizer.Convert(model.Graph, model.Format.NativeArithmetic, Scheme, null, new ParallelOptions()).Graph;
            RequireBiases(model.Write(edited), edited);
        }
    }

    [TestMethod]
    public void A_file_of_operators_that_take_integers_is_written_anew()
    {
        var source = TfLiteModel.ReadFile(TestData.PathOf("models", "kws_ref_model.tflite"));
        var model = OnnxModel.Read(OnnxModel.Create(Requantizer.Convert(source.Graph, source.Format.NativeArithmetic, SchemeCatalogue.Named("int8-symmetric-per-channel"), null, new ParallelOptions()).Graph, OnnxForm.QOperator, ""));
        var converted = Requantizer.Convert(model.Graph, model.Format.NativeArithmetic, Scheme, null, new ParallelOptions()).Graph;

        var written = model.Write(converted);

        RequireBiases(written, converted);
        Assert.IsFalse(ModelProto.Parser.ParseFrom(written).Graph.Node.Any(node => node.OpType == "QLinearConv"));
    }

    private static void RequireBiases(byte[] bytes, QuantizedGraph graph)
    {
        var file = ModelProto.Parser.ParseFrom(bytes).Graph;
        var written = file.Node.Where(node => node.OpType is "Conv" or "Gemm").Select(node => file.Initializer.Single(initializer => initializer.Name == node.Input[2])).ToList();
        var biases = graph.Operators.Where(step => step.Traits.IsLinear).Select(step => graph.Tensors[step.Inputs[2]]).ToList();
        Assert.HasCount(biases.Count, written);
        foreach (var (bias, initializer) in biases.Zip(written))
        {
            Assert.AreEqual((int)TensorProto.Types.DataType.Float, initializer.DataType);
            CollectionAssert.AreEqual(MemoryMarshal.Cast<byte, float>(bias.Data!.Value.Span).ToArray(), MemoryMarshal.Cast<byte, float>(initializer.RawData.Span).ToArray());
        }
    }
}
