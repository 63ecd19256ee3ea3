using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Tests.Linear;

/// <summary>Biases that are real numbers, in both kernels, held to exact sums and double precision.</summary>
[TestClass]
public sealed class RealBiasTests
{
    private static readonly Arithmetic ToEven = ArithmeticCatalogue.Find("float32")!;
    private static readonly Arithmetic AwayFromZero = ToEven with { Requantization = ToEven.Requantization with { Rounding = Rounding.HalfAwayFromZero } };

    [TestMethod]
    public void A_product_with_a_matrix_is_the_sum_times_both_scales_and_the_bias_over_the_outputs_scale()
    {
        var compared = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var layers = new RandomLayers(seed);
            var graph = WithRealBias(layers.FullyConnected(), seed);
            var input = new byte[graph.Tensors[0].Shape.ElementCount];
            layers.Fill(input);
            foreach (var arithmetic in new[] { ToEven, AwayFromZero })
            {
                var expected = Output(graph, arithmetic, KernelSet.Reference, input);
                BytesAssert.AreEqual(expected, Output(graph, arithmetic, KernelSet.Fast, input), $"seed {seed}");
                compared += Compare(graph, arithmetic, input, expected, $"seed {seed}");
            }
        }

        Assert.IsGreaterThan(1_000, compared);
    }

    [TestMethod]
    public void Kernels_of_convolutions_agree()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var layers = new RandomLayers(seed);
            foreach (var graph in new[] { WithRealBias(layers.Conv2D(), seed), WithRealBias(layers.DepthwiseConv2D(), seed) })
            {
                var input = new byte[graph.Tensors[0].Shape.ElementCount];
                layers.Fill(input);
                BytesAssert.AreEqual(Output(graph, ToEven, KernelSet.Reference, input), Output(graph, ToEven, KernelSet.Fast, input), $"seed {seed}, {graph.Operators[0].Name}");
            }
        }
    }

    [TestMethod]
    public void Arithmetics_whose_sums_are_integers_refuse_it()
    {
        var graph = WithRealBias(new RandomLayers(1).FullyConnected(), 1);

        var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(graph, Arithmetic.Gemmlowp, KernelSet.Fast));
        Assert.AreEqual(MrqCodes.InvalidOperator, error.Code);
        Assert.Contains("a bias of real numbers needs sums of real numbers", error.Message);
    }

    /// <summary>ONNX Runtime rounds such a bias to the accumulator's scale.</summary>
    [TestMethod]
    public void Under_ONNX_Runtimes_formulas_it_is_the_nearest_integer()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var layers = new RandomLayers(seed);
            var real = WithRealBias(layers.FullyConnected(), seed);
            if (EmulatorCoverage.Missing(real, Arithmetic.OnnxRuntime).Count > 0)
            {
                continue;
            }

            var (scale, weights) = (real.Tensors[0].Quantization!.Scale, real.Tensors[1].Quantization!);
            int[] integers = [.. Biases(real).Select((bias, channel) => (int)MathF.Round(bias / (scale * weights.ScaleOf(channel)), MidpointRounding.ToEven))];
            var rounded = real.WithTensors(new Dictionary<int, Tensor> { [2] = real.Tensors[2] with { Type = ElementType.Int32, Data = MemoryMarshal.AsBytes<int>(integers).ToArray() } });
            var input = new byte[real.Tensors[0].Shape.ElementCount];
            layers.Fill(input);
            BytesAssert.AreEqual(Output(rounded, Arithmetic.OnnxRuntime, KernelSet.Fast, input), Output(real, Arithmetic.OnnxRuntime, KernelSet.Fast, input), $"seed {seed}");
        }
    }

    /// <summary>Where the exact value lies near a tie, float32 may round it to the other side.</summary>
    private static int Compare(QuantizedGraph graph, Arithmetic arithmetic, byte[] input, byte[] output, string what)
    {
        var (x, w, y, bias) = (graph.Tensors[0], graph.Tensors[1], graph.Tensors[3], Biases(graph));
        var (depth, channels, compared) = (w.Shape[1], w.Shape[0], 0);
        var (low, high) = y.Type.IntegerRange();
        for (var i = 0; i < output.Length; i++)
        {
            var (row, channel) = (i / channels, i % channels);
            var sum = 0L;
            for (var k = 0; k < depth; k++)
            {
                var zeroPoint = w.Quantization!.ZeroPoints[w.Quantization.IsPerTensor ? 0 : channel];
                sum += (x.Type.IntegerAt(input, (row * depth) + k) - x.Quantization!.ZeroPoint) * (w.Type.IntegerAt(w.Data!.Value.Span, (channel * depth) + k) - zeroPoint);
            }

            var exact = ((sum * (double)x.Quantization!.Scale * w.Quantization!.ScaleOf(channel)) + bias[channel]) / y.Quantization!.Scale;
            var tie = Math.Abs(exact - Math.Floor(exact) - 0.5);
            if (tie < 1e-3 * Math.Max(1, Math.Abs(exact)) || graph.Operators[0] is Core.Operators.FullyConnected { FusedActivationFunction: not ActivationFunctionType.None })
            {
                continue;
            }

            var expected = Math.Clamp(Math.Round(exact, arithmetic == ToEven ? MidpointRounding.ToEven : MidpointRounding.AwayFromZero) + y.Quantization.ZeroPoint, low, high);
            Assert.AreEqual(expected, y.Type.IntegerAt(output, i), $"{what}, {i}");
            compared++;
        }

        return compared;
    }

    /// <summary>Biases of up to half of the output's range, the smallest of them far below a step of the accumulator.</summary>
    private static QuantizedGraph WithRealBias(QuantizedGraph graph, int seed)
    {
        var random = new Random(seed);
        var channels = (int)graph.Tensors[2].Shape.ElementCount;
        float[] values = [.. Enumerable.Range(0, channels).Select(_ => (random.NextSingle() - 0.5f) * graph.Tensors[3].Quantization!.Scale * MathF.Pow(2, random.Next(-12, 9)))];
        return graph.WithTensors(new Dictionary<int, Tensor> { [2] = graph.Tensors[2] with { Type = ElementType.Float32, Quantization = null, Data = MemoryMarshal.AsBytes<float>(values).ToArray() } });
    }

    private static float[] Biases(QuantizedGraph graph) => MemoryMarshal.Cast<byte, float>(graph.Tensors[2].Data!.Value.Span).ToArray();

    private static byte[] Output(QuantizedGraph graph, Arithmetic arithmetic, KernelSet kernels, byte[] input)
    {
        var session = new EmulatorSession(CompiledGraph.Compile(graph, arithmetic, kernels));
        input.CopyTo(session.Input(0));
        session.Run();
        return session.Output(0).ToArray();
    }
}
