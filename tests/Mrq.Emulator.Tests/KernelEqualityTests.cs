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

    private static void AssertEqual(Func<RandomLayers, QuantizedGraph> create, int count = Layers)
    {
        var computed = 0;
        for (var seed = 0; seed < count; seed++)
        {
            var layers = new RandomLayers(seed);
            var graph = create(layers);
            var input = new byte[graph.Inputs.Sum(tensor => graph.Tensors[tensor].Type.ByteCount(graph.Tensors[tensor].Shape.ElementCount))];
            layers.Fill(input);
            foreach (var arithmetic in ArithmeticCatalogue.All.Where(arithmetic => EmulatorCoverage.Missing(graph, arithmetic).Count == 0))
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
        CompiledGraph compiled;
        try
        {
            compiled = CompiledGraph.Compile(graph, arithmetic, kernels);
        }
        catch (MrqException error) when (error.Code == MrqCodes.InvalidOperator)
        {
            return null;
        }

        using var memory = new GuardedMemory(compiled.Plan.ArenaSize);
        var session = new EmulatorSession(compiled, new TensorMemory(compiled.Plan, memory.Memory));
        session.SetInputs(input);
        session.Run();
        return session.Outputs();
    }
}
