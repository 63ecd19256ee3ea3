using System.Numerics;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Targets;
using Mrq.Emulator;

namespace Mrq.Requantization.Tests;

/// <summary>Weights of 16 bits beside activations of 16 bits.</summary>
[TestClass]
public sealed class Int16WeightTests
{
    [TestMethod]
    [DataRow("esp32-int16")]
    [DataRow("rknn1-dfp16")]
    [DataRow("samsung-one-i16")]
    public void The_network_computes_what_it_did(string target)
    {
        var (source, scheme) = (GraphOfTwoConvolutions.Create(function: ActivationFunctionType.None), NamedSchemes.Named(target));
        var converted = Requantizer.Convert(source, Arithmetic.TFLiteSource, scheme, null, new ParallelOptions());

        Assert.AreEqual(ElementType.Int16, converted.Graph.Tensors[1].Type);
        // A free scale keeps the source's grid; a power of two has none to keep.
        Assert.IsGreaterThan(target.StartsWith("samsung", StringComparison.Ordinal) ? 0 : sbyte.MaxValue, MemoryMarshal.Cast<byte, short>(converted.Graph.Tensors[1].Data!.Value.Span).ToArray().Max(value => Math.Abs((int)value)));
        Assert.IsGreaterThan(35, Sqnr.Of(source, converted, scheme));
    }

    /// <summary>Sums of products of 16 bits, int64 biases and a shift in whole numbers of any length.</summary>
    [TestMethod]
    public void The_emulator_computes_what_an_engine_of_16_bits_does()
    {
        var scheme = NamedSchemes.Named("esp32-int16");
        var graph = Requantizer.Convert(GraphOfTwoConvolutions.Create(function: ActivationFunctionType.None), Arithmetic.TFLiteSource, scheme, null, new ParallelOptions()).Graph;
        var session = new EmulatorSession(CompiledGraph.Compile(graph, scheme.Arithmetic, keepAllTensors: true));
        var random = new Random(5);
        for (var run = 0; run < 20; run++)
        {
            var input = Enumerable.Range(0, 32).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1)).ToArray();
            MemoryMarshal.AsBytes<short>(input).CopyTo(session.Input(0));
            session.Run();

            var step = graph.Operators.OfType<Conv2D>().First();
            CollectionAssert.AreEqual(Layer(graph, step, input), MemoryMarshal.Cast<byte, short>(session.Tensor(step.Outputs[0])).ToArray());
        }
    }

    [TestMethod]
    public void Weights_of_16_bits_have_no_zero_point()
    {
        var graph = Requantizer.Convert(GraphOfTwoConvolutions.Create(), Arithmetic.TFLiteSource, NamedSchemes.Named("samsung-one-i16"), null, new ParallelOptions()).Graph;
        var broken = graph.WithTensors(new Dictionary<int, Tensor> { [1] = graph.Tensors[1] with { Quantization = new QuantizationParameters(0.5f, 3) } });

        Assert.Contains("int16 weights must have zero point 0", Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(broken, Arithmetic.Gemmlowp)).Message);
    }

    private static short[] Layer(QuantizedGraph graph, Conv2D step, short[] input)
    {
        var (weights, bias) = (MemoryMarshal.Cast<byte, short>(graph.Tensors[step.Inputs[1]].Data!.Value.Span).ToArray(), MemoryMarshal.Cast<byte, long>(graph.Tensors[step.Inputs[2]].Data!.Value.Span).ToArray());
        int Position(int tensor) => -(int)Math.Log2(graph.Tensors[tensor].Quantization!.Scale);
        var shift = Position(step.Inputs[0]) + Position(step.Inputs[1]) - Position(step.Outputs[0]);
        var floor = step.FusedActivationFunction == ActivationFunctionType.None ? short.MinValue : 0;
        var ceiling = step.FusedActivationFunction == ActivationFunctionType.Relu6 ? 6 << Position(step.Outputs[0]) : short.MaxValue;
        return [.. Enumerable.Range(0, input.Length).Select(i =>
        {
            BigInteger sum = bias[i % 2];
            for (var tap = 0; tap < 2; tap++)
            {
                sum += (BigInteger)weights[(i % 2 * 2) + tap] * input[i - (i % 2) + tap];
            }

            return (short)BigInteger.Max(floor, BigInteger.Min(ceiling, (sum + (BigInteger.One << (shift - 1))) >> shift));
        })];
    }
}
