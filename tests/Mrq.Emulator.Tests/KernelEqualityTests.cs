using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Tests;

/// <summary>The fast kernels give the reference kernels' bytes on random layers, on memory that ends at an unreadable page.</summary>
[TestClass]
public sealed class KernelEqualityTests
{
    private const int Layers = 120;

    [TestMethod]
    public void Convolutions() => AssertEqual(layers => layers.Conv2D());

    [TestMethod]
    public void Convolutions_of_few_channels() => AssertEqual(layers => layers.Conv2DOfFewChannels(), count: 60);

    [TestMethod]
    public void Depthwise_convolutions() => AssertEqual(layers => layers.DepthwiseConv2D());

    [TestMethod]
    public void Depthwise_convolutions_of_large_images() => AssertEqual(layers => layers.LargeDepthwiseConv2D(), count: 10);

    [TestMethod]
    public void Transposed_convolutions() => AssertEqual(layers => layers.TransposeConv());

    [TestMethod]
    public void Fully_connected_layers() => AssertEqual(layers => layers.FullyConnected());

    [TestMethod]
    public void Convolutions_that_shift() => AssertEqual(layers => layers.OnPowersOfTwo(layers.Conv2D()), count: 80, shiftsAlone: true);

    [TestMethod]
    public void Depthwise_convolutions_that_shift() => AssertEqual(layers => layers.OnPowersOfTwo(layers.DepthwiseConv2D()), count: 80, shiftsAlone: true);

    [TestMethod]
    public void Layers_of_int16()
    {
        AssertEqual(layers => RandomLayers.Words(layers.Conv2D()));
        AssertEqual(layers => RandomLayers.Words(layers.DepthwiseConv2D()));
        AssertEqual(layers => RandomLayers.Words(layers.FullyConnected()));
    }

    [TestMethod]
    [DataRow(4096, (short)-32768, (sbyte)-128)]
    [DataRow(4090, (short)-32768, (sbyte)127)]
    [DataRow(8, (short)32767, (sbyte)-128)]
    public void Sums_of_int16_have_64_bits(int depth, short value, sbyte weight)
    {
        var graph = RandomLayers.Words(new RandomLayers(1).FullyConnected(3, depth, 5));
        graph = graph.WithTensors(new Dictionary<int, Tensor> { [1] = graph.Tensors[1] with { Data = Enumerable.Repeat((byte)weight, 5 * depth).ToArray() } });
        var input = System.Runtime.InteropServices.MemoryMarshal.AsBytes<short>(Enumerable.Repeat(value, 3 * depth).ToArray()).ToArray();

        BytesAssert.AreEqual(Output(graph, Arithmetic.TFLite, KernelSet.Reference, input)!, Output(graph, Arithmetic.TFLite, KernelSet.Fast, input), "extremes");
    }

    [TestMethod]
    public void Matrix_products() => AssertEqual(layers => layers.BatchMatMul());

    [TestMethod]
    public void Sums_and_differences() => AssertEqual(layers => layers.Add());

    [TestMethod]
    public void Products() => AssertEqual(layers => layers.Mul());

    [TestMethod]
    public void Tables() => AssertEqual(layers => layers.Unary());

    [TestMethod]
    public void Pooling() => AssertEqual(layers => layers.Pool());

    [TestMethod]
    public void Means() => AssertEqual(layers => layers.Mean());

    [TestMethod]
    public void Images_of_another_size() => AssertEqual(layers => layers.ResizeBilinear());

    [TestMethod]
    public void Places_of_extrema() => AssertEqual(layers => layers.ArgExtremum());

    [TestMethod]
    public void Lstms() => AssertEqual(layers => layers.Lstm());

    [TestMethod]
    [DataRow(20, AccumulatorOverflow.Saturate)]
    [DataRow(17, AccumulatorOverflow.Saturate)]
    [DataRow(18, AccumulatorOverflow.Wrap)]
    public void Sums_in_narrow_registers(int bits, AccumulatorOverflow overflow)
    {
        var overflows = 0L;
        for (var seed = 0; seed < Layers / 2; seed++)
        {
            var layers = new RandomLayers(seed);
            var graph = (seed % 3) switch { 0 => layers.Conv2D(), 1 => layers.Conv2DOfFewChannels(), _ => layers.FullyConnected() };
            var input = new byte[graph.Tensors[graph.Inputs[0]].Shape.ElementCount];
            layers.Fill(input);
            var arithmetic = Arithmetic.Gemmlowp with { Accumulator = new Accumulator(bits, overflow) };
            var expected = Run(graph, arithmetic, KernelSet.Reference, input);
            var actual = Run(graph, arithmetic, KernelSet.Fast, input);
            BytesAssert.AreEqual(expected.Output, actual.Output, $"seed {seed}");
            Assert.AreEqual(expected.Overflows, actual.Overflows, $"seed {seed}");
            overflows += expected.Overflows;
        }

        Assert.IsGreaterThan(Layers, overflows);
    }

    private static void AssertEqual(Func<RandomLayers, QuantizedGraph> create, int count = Layers, bool shiftsAlone = false)
    {
        var computed = 0;
        for (var seed = 0; seed < count; seed++)
        {
            var layers = new RandomLayers(seed);
            var graph = create(layers);
            var input = new byte[graph.Inputs.Sum(tensor => graph.Tensors[tensor].Type.ByteCount(graph.Tensors[tensor].Shape.ElementCount))];
            layers.Fill(input);
            foreach (var arithmetic in ArithmeticCatalogue.All.Where(arithmetic => (!shiftsAlone || arithmetic.Requantization.Method == RequantizationMethod.Shift) && EmulatorCoverage.Missing(graph, arithmetic).Count == 0))
            {
                if (Output(graph, arithmetic, KernelSet.Reference, input) is { } expected)
                {
                    BytesAssert.AreEqual(expected, Output(graph, arithmetic, KernelSet.Fast, input), $"seed {seed}, {arithmetic.Name}");
                    computed++;
                }
            }
        }

        Assert.IsGreaterThan(count, computed);
    }

    /// <summary>Null for what an arithmetic refuses: a shift needs a power of two.</summary>
    private static byte[]? Output(QuantizedGraph graph, Arithmetic arithmetic, KernelSet kernels, ReadOnlySpan<byte> input)
    {
        try
        {
            return Run(graph, arithmetic, kernels, input).Output;
        }
        catch (MrqException error) when (error.Code == MrqCodes.InvalidOperator)
        {
            return null;
        }
    }

    private static (byte[] Output, long Overflows) Run(QuantizedGraph graph, Arithmetic arithmetic, KernelSet kernels, ReadOnlySpan<byte> input)
    {
        var compiled = CompiledGraph.Compile(graph, arithmetic, kernels);
        using var memory = new GuardedMemory(compiled.Plan.ArenaSize);
        var session = new EmulatorSession(compiled, new TensorMemory(compiled.Plan, memory.Memory));
        session.SetInputs(input);
        session.Run();
        return (session.Outputs(), session.Overflows.Values.Sum());
    }
}
