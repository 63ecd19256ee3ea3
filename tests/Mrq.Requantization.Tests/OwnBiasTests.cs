using System.Numerics;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;
using Mrq.Emulator;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Verify;

namespace Mrq.Requantization.Tests;

/// <summary>Biases of few bits with a scale of their own, and shifts that an engine can carry out.</summary>
[TestClass]
public sealed class OwnBiasTests
{
    private static readonly QuantizationScheme Dpu = NamedSchemes.Named("vitis-dpu");

    /// <summary>
    /// The DPU in whole numbers of any length, from positions and 8-bit biases alone: Σ w·x + (b « shift_bias), then (sum + 2^(cut−1)) » cut, saturated.
    /// </summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void The_emulator_computes_what_an_engine_with_eight_bit_biases_does(bool isCalibrated)
    {
        var graph = Convert(GraphOfTwoConvolutions.Create(bias: [20_000, -3_001]), Dpu, isCalibrated ? 8 : 0);
        var session = new EmulatorSession(CompiledGraph.Compile(graph, Dpu.Arithmetic, keepAllTensors: true));
        var random = new Random(3);
        for (var run = 0; run < 20; run++)
        {
            var input = new byte[32];
            random.NextBytes(input);
            input.CopyTo(session.Tensor(0));
            session.Run();

            var middle = Layer(graph, 0, input);
            CollectionAssert.AreEqual(middle, session.Tensor(3).ToArray());
            CollectionAssert.AreEqual(Layer(graph, 1, middle), session.Tensor(graph.Operators[1].Outputs[0]).ToArray());
        }
    }

    [TestMethod]
    public void What_a_coarse_bias_rounds_off_goes_into_weights()
    {
        // The second bias of the first layer is far below the first one's grid.
        var source = GraphOfTwoConvolutions.Create(bias: [20_000, -3_001]);
        var (own, plain) = (Requantizer.Convert(source, Arithmetic.TFLiteSource, Dpu, new Noise(40), new ParallelOptions()), Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named("int8-symmetric-pow2"), new Noise(40), new ParallelOptions()));

        Assert.IsGreaterThan(plain.CalibrationSqnr!.Value - 3, own.CalibrationSqnr!.Value);
        Assert.IsFalse(Values(plain.Graph, 2).SequenceEqual(Values(own.Graph, 2)));
    }

    [TestMethod]
    [DataRow(7, 16)]
    [DataRow(3, 4)]
    public void Layers_get_shifts_that_the_engine_has(int least, int most)
    {
        var scheme = SchemeCatalogue.Named("int8-symmetric-pow2") with { Shifts = new ShiftLimits { Requantization = new ShiftRange(least, most) } };
        foreach (var samples in new[] { 0, 8 })
        {
            // Verify has judged it; here once more by the scales.
            var graph = Convert(GraphOfTwoConvolutions.Create(function: ActivationFunctionType.None), scheme, samples);
            foreach (var step in graph.Operators.OfType<Conv2D>())
            {
                var shift = Math.Log2(graph.Tensors[step.Outputs[0]].Quantization!.Scale / ((double)graph.Tensors[step.Inputs[0]].Quantization!.Scale * graph.Tensors[step.Inputs[1]].Quantization!.Scale));
                Assert.IsTrue(shift >= least && shift <= most, $"{shift}");
            }
        }
    }

    [TestMethod]
    public void A_shift_that_cannot_be_made_legal_is_one_error()
    {
        // The clamp of RELU6 on the largest integer holds the output where it is.
        var scheme = SchemeCatalogue.Named("int8-symmetric-pow2") with { Shifts = new ShiftLimits { Requantization = new ShiftRange(12, 14) } };
        var error = Assert.ThrowsExactly<MrqException>(() => Convert(GraphOfTwoConvolutions.Create(), scheme, 0));

        Assert.AreEqual(MrqCodes.UnsupportedConversion, error.Code);
        Assert.Contains("CONV_2D at 0, tensor 'first': its shift cannot be made legal (12..14): beside the scales of 'input' and 'middle' the scale of 'first' must be at most", error.MessageWithPlace);
    }

    [TestMethod]
    public void A_sum_whose_inputs_are_too_far_apart_takes_a_coarser_one()
    {
        var scheme = SchemeCatalogue.Named("int8-symmetric-pow2") with { Shifts = new ShiftLimits { AddRead = new ShiftRange(0, 2), AddWrite = new ShiftRange(-1, 3) } };
        var graph = Convert(Sum(1 / 64f, 8f, 8f), scheme, 0);

        Assert.AreEqual(4, graph.Tensors[1].Quantization!.Scale / graph.Tensors[0].Quantization!.Scale);
        Assert.IsEmpty(ConversionVerifier.Sentences(graph, scheme));
    }

    /// <summary>What is inspected was never verified: operators without inputs, outputs and values are no business of this check.</summary>
    [TestMethod]
    public void Operators_without_tensors_have_no_shift()
    {
        var layers = GraphOfTwoConvolutions.Create(bias: [20_000, -3_001]);
        var sum = Sum(1 / 64f, 8f, 8f);
        var bias = layers.Operators[0].Inputs[2];
        QuantizedGraph[] broken =
        [
            sum with { Operators = [sum.Operators[0] with { Inputs = [0] }] },
            sum with { Operators = [sum.Operators[0] with { Inputs = [0, -1] }] },
            sum with { Operators = [sum.Operators[0] with { Outputs = [] }] },
            layers with { Operators = [layers.Operators[0] with { Outputs = [] }] },
            layers with { Operators = [layers.Operators[0] with { Inputs = [-1, .. layers.Operators[0].Inputs[1..]] }] },
            layers.WithTensors(new Dictionary<int, Tensor> { [bias] = layers.Tensors[bias] with { Data = Array.Empty<byte>() } }),
        ];

        foreach (var graph in broken)
        {
            Assert.IsEmpty(ConversionVerifier.Sentences(graph, Dpu).Where(sentence => sentence.Contains("ADD", StringComparison.Ordinal)));
        }
    }

    private static byte[] Layer(QuantizedGraph graph, int index, byte[] input)
    {
        var step = graph.Operators[index];
        var (bias, weights) = (Values(graph, step.Inputs[2]), MemoryMarshal.Cast<byte, sbyte>(graph.Tensors[step.Inputs[1]].Data!.Value.Span).ToArray());
        int Position(int tensor) => -(int)Math.Log2(graph.Tensors[tensor].Quantization!.Scale);

        // What an importer does: the largest power of two that divides all biases, of which the 8-bit ones are the rest.
        var align = 0;
        while (bias.Any(value => value >> align is < -128 or > 127))
        {
            align++;
        }

        Assert.IsTrue(bias.All(value => value % (1 << align) == 0), $"{string.Join(' ', bias)}");
        Assert.IsTrue(align <= 16);
        var cut = Position(step.Inputs[0]) + Position(step.Inputs[1]) - Position(step.Outputs[0]);
        Assert.IsTrue(cut is >= 0 and <= 16);
        var floor = FusedActivationOf(step) == ActivationFunctionType.None ? -128 : 0;
        var output = new byte[input.Length];
        for (var i = 0; i < output.Length; i++)
        {
            var channel = i % 2;
            BigInteger sum = (BigInteger)(sbyte)(bias[channel] >> align) << align;
            for (var tap = 0; tap < 2; tap++)
            {
                sum += (BigInteger)weights[(channel * 2) + tap] * unchecked((sbyte)input[i - channel + tap]);
            }

            var half = cut == 0 ? BigInteger.Zero : BigInteger.One << (cut - 1);
            var value = BigInteger.Max(floor, BigInteger.Min(127, (sum + half) >> cut));
            output[i] = unchecked((byte)(sbyte)value);
        }

        return output;
    }

    private static ActivationFunctionType FusedActivationOf(Operator step) => ((Conv2D)step).FusedActivationFunction;

    private static int[] Values(QuantizedGraph graph, int bias) => MemoryMarshal.Cast<byte, int>(graph.Tensors[bias].Data!.Value.Span).ToArray();

    private static QuantizedGraph Convert(QuantizedGraph source, QuantizationScheme scheme, int samples) =>
        Requantizer.Convert(source, Arithmetic.TFLiteSource, scheme, samples == 0 ? null : new Noise(samples), new ParallelOptions()).Graph;

    private static QuantizedGraph Sum(float left, float right, float output)
    {
        Tensor Activation(string name, float scale) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, 4, 4, 2), Quantization = new QuantizationParameters(scale) };
        return new QuantizedGraph { Name = "sum", Inputs = [0, 1], Outputs = [2], Tensors = [Activation("fine", left), Activation("coarse", right), Activation("sum", output)], Operators = [new Add { Inputs = [0, 1], Outputs = [2] }] };
    }

    private sealed class Noise(int count) : ICalibrationSamples
    {
        public int Count => count;

        public void Encode(int sample, int place, Tensor input, Span<byte> destination) => new Random(sample).NextBytes(destination);
    }
}
