using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Formats.TfLite;
using Mrq.Requantization;
using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Operators of one model in two schemes, from ONNX and to it: a QUANTIZE on a border is DequantizeLinear and QuantizeLinear, and ONNX Runtime computes the file as the emulator does.</summary>
[TestClass]
public sealed class MixedSchemeTests
{
    public static IEnumerable<object[]> Cases =>
        from source in (string[])["onnx_cases/models/mobilenet_edgetpu_part_multi_consumer_dq.onnx", "models/kws_ref_model.tflite"]
        from schemes in ((string, string)[])[("int8-symmetric", "int8-symmetric-pow2"), ("tflite-uint8", "int8-symmetric"), ("int8-symmetric", "tflite-int16x8"), ("int8-symmetric-pow2", "int8-symmetric-uint8-activations")]
        select new object[] { source, schemes.Item1, schemes.Item2 };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void A_model_of_two_schemes_is_written_as_QDQ_and_computed_alike(string name, string first, string second)
    {
        var bytes = File.ReadAllBytes(TestData.PathOf(name));
        var isOnnx = name.EndsWith(".onnx", StringComparison.Ordinal);
        ModelDocument source = isOnnx ? OnnxModel.Read(bytes) : TfLiteModel.Read(bytes);
        var converted = Requantizer.Convert(source.Graph, source.Format.NativeArithmetic, Mixed(source.Graph, first, second), null, new ParallelOptions());

        Require(converted.Graph, OnnxModel.Create(converted.Graph, OnnxForm.Qdq, ""));
        if (isOnnx)
        {
            Require(converted.Graph, source.Write(converted.Graph));
        }
    }

    /// <summary>Every other layer is of the second scheme.</summary>
    private static SchemeAssignment Mixed(QuantizedGraph graph, string first, string second)
    {
        var layers = Enumerable.Range(0, graph.Operators.Length).Where(step => graph.Operators[step].Traits.IsLinear).ToList();
        return new(SchemeCatalogue.Named(first)) { ByOperator = layers.Where((_, place) => place % 2 == 1).ToImmutableDictionary(step => step, _ => SchemeCatalogue.Named(second)) };
    }

    private static void Require(QuantizedGraph graph, byte[] bytes)
    {
        LoweringTests.RequireSame(graph, bytes);
        var model = OnnxModel.Read(bytes);
        var inputs = Values(model.Graph);
        var actual = Runs.Of(model, inputs);
        if (OnnxRuntimePeer.Absence is not null || !PeerProcessor.IsX86 || !PeerProcessor.SumsExactly)
        {
            Assert.Inconclusive(OnnxRuntimePeer.Absence ?? "this processor computes otherwise");
            return;
        }

        using var peer = OnnxRuntimePeer.Open(bytes);
        Assert.AreEqual("", Runs.Difference(peer.Run(inputs), actual));
    }

    private static byte[] Values(QuantizedGraph graph)
    {
        var random = new Random(5);
        var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.OnnxRuntimeUnfused));
        return [.. Enumerable.Range(0, graph.Inputs.Length).SelectMany(input =>
        {
            random.NextBytes(session.Input(input));
            if (graph.Tensors[graph.Inputs[input]].Type == ElementType.Float32)
            {
                foreach (ref var value in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(session.Input(input)))
                {
                    value = (random.NextSingle() * 4) - 2;
                }
            }

            return session.Input(input).ToArray();
        })];
    }
}
