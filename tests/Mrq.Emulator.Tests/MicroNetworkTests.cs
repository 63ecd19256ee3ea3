using System.Security.Cryptography;
using Mrq.Core.Numerics;
using Mrq.Formats.TfLite;

namespace Mrq.Emulator.Tests;

/// <summary>Real networks give tflite-micro's bytes under its arithmetic, tensor by tensor, over sequences that keep their state, with both sets of kernels.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class MicroNetworkTests
{
    public static IEnumerable<object[]> Cases => MicroCase.Names;

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Every_tensor_is_that_of_tflite_micro(string model, string name)
    {
        var expected = MicroCase.Of(model, name);
        var graph = TfLiteModel.ReadFile(MicroCase.ModelPath(model)).Graph;
        foreach (var kernels in Enum.GetValues<KernelSet>())
        {
            var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLiteMicro, kernels, keepAllTensors: true));
            BytesAssert.AreEqual(expected.Outputs, Run(session, expected), $"{model}, {name}, {kernels}: outputs of all steps");
            foreach (var (tensor, hash) in expected.TensorHashes.OrderBy(entry => entry.Key))
            {
                var actual = Convert.ToHexStringLower(SHA256.HashData(session.Holds(tensor) ? session.Tensor(tensor) : graph.Tensors[tensor].Data!.Value.Span))[..16];
                Assert.AreEqual(hash, actual, $"{model}, {name}, {kernels}: tensor {tensor} '{graph.Tensors[tensor].Name}' differs");
            }
        }
    }

    [TestMethod]
    [DataRow("micro_speech_lstm")]
    [DataRow("hey_jarvis_v2")]
    [DataRow("keyword_scrambled_8bit")]
    public void A_session_that_is_reset_begins_anew(string model)
    {
        var expected = MicroCase.Of(model, "sequence");
        var session = new EmulatorSession(CompiledGraph.Compile(TfLiteModel.ReadFile(MicroCase.ModelPath(model)).Graph, Arithmetic.TFLiteMicro));
        var first = Run(session, MicroCase.Of(model, "walk"));
        session.Reset();

        BytesAssert.AreEqual(expected.Outputs, Run(session, expected), model);
        Assert.IsNotEmpty(first);
    }

    private static byte[] Run(EmulatorSession session, MicroCase expected)
    {
        var outputs = new List<byte>();
        var perStep = expected.Inputs.Length / expected.Steps;
        for (var step = 0; step < expected.Steps; step++)
        {
            session.SetInputs(expected.Inputs.AsSpan(step * perStep, perStep));
            session.Run();
            outputs.AddRange(session.Outputs());
        }

        return [.. outputs];
    }
}
