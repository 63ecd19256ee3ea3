using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization;
using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Ties that a target wants beside TFLite's, and a CONCATENATION without any, converted, run, and written as ONNX.</summary>
[TestClass]
public sealed class TiedScaleTests
{
    [TestMethod]
    [DataRow("int8-symmetric", "TFLite")]
    [DataRow("int8-symmetric", "None")]
    [DataRow("int8-symmetric", "TFLite;ADD:Inputs")]
    [DataRow("int8-symmetric-pow2", "ADD:All")]
    [DataRow("tflite-int8", "TFLite;ADD:Inputs")]
    public void Tensors_have_one_scale_where_the_rule_ties_them(string basis, string rule)
    {
        var scheme = SchemeCatalogue.Named(basis) with { Arithmetic = ArithmeticCatalogue.Named(basis.Contains("pow2", StringComparison.Ordinal) ? "shift-half-even" : "float32"), TiedScales = TiedScaleRule.Parse(rule)! };
        var converted = Requantizer.Convert(Source(), Arithmetic.TFLiteSource, scheme, null, new ParallelOptions());
        var graph = converted.Graph;
        bool Alike(params int[] tensors) => tensors.All(tensor => graph.Tensors[tensor].Quantization!.Equals(graph.Tensors[tensors[0]].Quantization));

        Assert.AreEqual(scheme.TiedScales.Of(graph.Operators[0], ElementType.Int8).Any(), Alike(0, 1), "ADD's inputs");
        Assert.AreEqual(rule == "ADD:All", Alike(0, 1, 2), "ADD");
        Assert.AreEqual(scheme.TiedScales.IncludesTFLite, Alike([4, .. graph.Operators[^1].Inputs]), "CONCATENATION");

        // Both operators in double on the converted grids: half a step of each, and what float32 leaves of a tie.
        var bytes = new byte[24];
        new Random(7).NextBytes(bytes);
        var session = new EmulatorSession(CompiledGraph.Compile(graph, converted.Arithmetic, keepAllTensors: true));
        Load(session, bytes);
        session.Run();
        double[] Real(int tensor) => [.. session.Value(tensor).ToArray().Select(value => ((sbyte)value - graph.Tensors[tensor].Quantization!.ZeroPoint) * (double)graph.Tensors[tensor].Quantization!.Scale)];
        var (first, second, sum, other, joined) = (Real(0), Real(1), Real(2), Real(3), Real(4));
        for (var i = 0; i < sum.Length; i++)
        {
            Assert.AreEqual(Clamped(2, first[i] + second[i]), sum[i], 0.51 * graph.Tensors[2].Quantization!.Scale);
            Assert.AreEqual(Clamped(4, sum[i]), joined[(i / 2 * 4) + (i % 2)], 0.51 * graph.Tensors[4].Quantization!.Scale);
            Assert.AreEqual(Clamped(4, other[i]), joined[(i / 2 * 4) + 2 + (i % 2)], 0.51 * graph.Tensors[4].Quantization!.Scale);
        }

        double Clamped(int tensor, double real) => graph.Tensors[tensor].Quantization! is var grid ? Math.Clamp(real, grid.Scale * (-128.0 - grid.ZeroPoint), grid.Scale * (127.0 - grid.ZeroPoint)) : real;

        foreach (var form in new[] { OnnxForm.Qdq, OnnxForm.QOperator })
        {
            var file = OnnxModel.Create(graph, form, "");
            LoweringTests.RequireSame(graph, file);
            if (OnnxRuntimePeer.Absence is null && PeerProcessor.IsX86)
            {
                using var peer = OnnxRuntimePeer.Open(file);
                Assert.AreEqual("", Runs.Difference(peer.Run(bytes), Runs.Of(OnnxModel.Read(file), bytes)));
            }
        }
    }

    private static void Load(EmulatorSession session, byte[] bytes)
    {
        var at = 0;
        for (var input = 0; input < session.Graph.Inputs.Length; input++)
        {
            bytes.AsSpan(at, session.Input(input).Length).CopyTo(session.Input(input));
            at += session.Input(input).Length;
        }
    }

    /// <summary>x + y, and z behind it, each with a range of its own; uint8, whose CONCATENATION brings both to its output's.</summary>
    private static QuantizedGraph Source()
    {
        static Tensor Of(string name, float scale, int zeroPoint, int channels) => new() { Name = name, Type = ElementType.UInt8, Shape = new TensorShape(1, 2, 2, channels), Quantization = new QuantizationParameters(scale, zeroPoint) };
        return new()
        {
            Name = "main",
            Tensors = [Of("x", 4 / 128f, 128, 2), Of("y", 1 / 128f, 120, 2), Of("sum", 5 / 128f, 128, 2), Of("z", 1.5f / 128, 100, 2), Of("joined", 6 / 128f, 128, 4)],
            Operators = [new Add { Inputs = [0, 1], Outputs = [2] }, new Concatenation { Inputs = [2, 3], Outputs = [4], Axis = 3 }],
            Inputs = [0, 1, 3],
            Outputs = [4],
        };
    }
}
