using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>TFLite models as ONNX files in ONNX Runtime itself: it loads each, and computes what the emulator says.</summary>
[TestClass]
public sealed class LoweredRuntimeTests
{
    public static IEnumerable<object[]> Models => In("models", "operators");

    public static IEnumerable<object[]> OperatorModels => In("int16x8_operators", "tflm_cases");

    private static IEnumerable<object[]> In(params IEnumerable<string> folders) =>
        from folder in folders
        from name in TestData.ModelsIn(folder)
        from form in Enum.GetValues<OnnxForm>()
        select new object[] { $"{folder}/{name}", form };

    [TestMethod]
    [TestCategory("Slow")]
    [DynamicData(nameof(OperatorModels))]
    public void ONNX_Runtime_computes_the_file_of_an_operator_as_the_emulator_does(string name, OnnxForm form) => ONNX_Runtime_computes_the_file_as_the_emulator_does(name, form);

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void ONNX_Runtime_computes_the_file_as_the_emulator_does(string name, OnnxForm form)
    {
        if (OnnxRuntimePeer.Absence is { } absence)
        {
            Assert.Inconclusive(absence);
        }

        byte[] bytes;
        try
        {
            bytes = OnnxModel.Create(TfLiteModel.ReadFile(TestData.PathOf($"{name}.tflite")).Graph, form, "");
        }
        catch (MrqException error)
        {
            Assert.AreEqual(MrqCodes.CannotRepresent, error.Code);
            return;
        }

        using var peer = OnnxRuntimePeer.Open(bytes);
        if (!PeerProcessor.IsX86 || !PeerProcessor.SumsExactly)
        {
            Assert.Inconclusive("this processor adds pairs of products in 16 bits, or is none that the arithmetic is of");
        }

        var model = OnnxModel.Read(bytes);
        var inputs = Inputs(model.Graph);
        Assert.AreEqual("", Runs.Difference(peer.Run(inputs), Runs.Of(model, inputs)));
    }

    private static byte[] Inputs(QuantizedGraph graph)
    {
        var random = new Random(1);
        return
        [
            .. graph.Inputs.SelectMany(input =>
            {
                var tensor = graph.Tensors[input];
                var values = new byte[tensor.Type.ByteCount(tensor.Shape.ElementCount)];
                random.NextBytes(values);
                if (tensor.Type == ElementType.Float32)
                {
                    foreach (ref var value in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(values.AsSpan()))
                    {
                        value = (random.NextSingle() * 4) - 2;
                    }
                }

                return values;
            }),
        ];
    }
}
