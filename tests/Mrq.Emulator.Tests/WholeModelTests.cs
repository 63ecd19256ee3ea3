using System.Security.Cryptography;
using Mrq.Core.Numerics;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Emulator.Tests;

/// <summary>Real networks give TFLite's bytes, tensor by tensor, in every variant and with both sets of kernels.</summary>
[TestClass]
public sealed class WholeModelTests
{
    [TestMethod]
    [DataRow("mobilenet_v1_0.25_128_quant")]
    [DataRow("mobilenet_v2_1.0_224_quant")]
    [DataRow("mobilenet_v2_1.0_224_quant_tfhub")]
    [DataRow("pretrainedResnet_quant")]
    [DataRow("vww_96_int8")]
    [DataRow("kws_ref_model")]
    [DataRow("ad01_int8")]
    [DataRow("str_ww_ref_model")]
    [DataRow("person_detect")]
    [DataRow("micro_speech_quantized")]
    [DataRow("hello_world_int8")]
    [DataRow("deeplabv3_mnv2_dm05_pascal_quant")]
    [DataRow("tf2_mobilenet_v2_1.0_224_ptq")]
    public void Every_tensor_of_every_case_is_TFLites(string model) => CheckModel(model, KernelSet.Fast, ExpectedCase.Of(model));

    [TestMethod]
    [DataRow("mobilenet_v1_0.25_128_quant")]
    [DataRow("pretrainedResnet_quant")]
    [DataRow("kws_ref_model")]
    [DataRow("person_detect")]
    public void The_reference_kernels_give_the_same_bytes(string model) =>
        CheckModel(model, KernelSet.Reference, ExpectedCase.Of(model).DistinctBy(testCase => testCase.Variant));

    private static void CheckModel(string model, KernelSet kernels, IEnumerable<ExpectedCase> cases)
    {
        var graph = TfLiteModel.Read(File.ReadAllBytes(TestData.PathOf("models", model + ".tflite"))).Graph;
        foreach (var variant in cases.GroupBy(testCase => testCase.Variant))
        {
            var session = new EmulatorSession(CompiledGraph.Compile(graph, ArithmeticCatalogue.Named(variant.Key), kernels, keepAllTensors: true));
            foreach (var expected in variant)
            {
                session.SetInputs(expected.Input);
                session.Run();
                foreach (var (tensor, hash) in expected.TensorHashes.Where(entry => session.Holds(entry.Key)).OrderBy(entry => entry.Key))
                {
                    var actual = Convert.ToHexStringLower(SHA256.HashData(session.Tensor(tensor)))[..16];
                    Assert.AreEqual(hash, actual, $"{model}, {expected.Name}, {expected.Variant}: tensor {tensor} '{graph.Tensors[tensor].Name}' differs");
                }

                BytesAssert.AreEqual(expected.Output, session.Outputs(), $"{model}, {expected.Name}, {expected.Variant}");
            }
        }
    }
}
