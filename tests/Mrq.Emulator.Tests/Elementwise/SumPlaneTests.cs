using System.Runtime.Intrinsics.X86;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Elementwise;

namespace Mrq.Emulator.Tests.Elementwise;

/// <summary>ADD and SUB by a plane of float32 give the integers' results for each two bytes.</summary>
[TestClass]
public sealed class SumPlaneTests
{
    private const int Values = 256;

    /// <summary>All pairs: [left][right].</summary>
    private static readonly byte[] Lefts = [.. Enumerable.Range(0, Values * Values).Select(i => (byte)(i / Values))], Rights = [.. Enumerable.Range(0, Values * Values).Select(i => (byte)i)];

    [TestMethod]
    [DataRow("tflite")]
    [DataRow("gemmlowp")]
    [DataRow("tflite-single-rounding")]
    public void All_pairs_of_bytes_give_what_the_reference_kernel_gives(string name)
    {
        var arithmetic = ArithmeticCatalogue.All.Single(arithmetic => arithmetic.Name == name);
        for (var seed = 0; seed < 40; seed++)
        {
            var graph = RandomSum(new Random(seed));
            var session = new EmulatorSession(CompiledGraph.Compile(graph, arithmetic));
            var reference = new EmulatorSession(CompiledGraph.Compile(graph, arithmetic, KernelSet.Reference));
            foreach (var run in new[] { session, reference })
            {
                Lefts.CopyTo(run.Input(0));
                Rights.CopyTo(run.Input(1));
                run.Run();
            }

            BytesAssert.AreEqual(reference.Output(0), session.Output(0), $"seed {seed}, {name}");
        }
    }

    [TestMethod]
    public void A_plane_is_found_for_most_sums_and_for_none_of_numbers_that_lie_in_no_plane()
    {
        if (!Fma.IsSupported)
        {
            Assert.Inconclusive("Planes are searched and applied where there is FMA.");
        }

        var found = 0;
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var (left, right, offset) = (random.NextDouble(), random.NextDouble(), random.Next(-20, 20));
            byte[] results = [.. Enumerable.Range(0, Values * Values).Select(i => (byte)(sbyte)Math.Clamp(Math.Floor(((sbyte)(i / Values) * left) + ((sbyte)i * right) + offset + 0.5), -100, 127))];
            found += SumPlane.TryFind(results, left, right, (-100, 127), isSigned: true) is null ? 0 : 1;
            for (var wrong = 0; wrong < 8; wrong++)
            {
                results[random.Next(results.Length)] ^= 2;
            }

            Assert.IsNull(SumPlane.TryFind(results, left, right, (-100, 127), isSigned: true));
        }

        Assert.IsGreaterThan(30, found, $"{found} of 40");
    }

    private static QuantizedGraph RandomSum(Random random)
    {
        var type = random.Next(2) == 0 ? ElementType.Int8 : ElementType.UInt8;
        Tensor Of(double scale) => SmallTensors.Of(type, (float)scale, random.Next(-128, 128) + (type == ElementType.UInt8 ? 128 : 0), 1, Values, Values);
        var (left, right) = (Of(0.01 + random.NextDouble()), Of(0.01 + random.NextDouble()));
        var output = Of((left.Quantization!.Scale + right.Quantization!.Scale) * (0.3 + random.NextDouble()));
        var activation = random.Next(3) == 0 ? ActivationFunctionType.Relu : ActivationFunctionType.None;
        return random.Next(2) == 0
            ? OneOperatorGraph.Of(new Add { Inputs = [], Outputs = [], FusedActivationFunction = activation }, left, right, output)
            : OneOperatorGraph.Of(new Sub { Inputs = [], Outputs = [], FusedActivationFunction = activation }, left, right, output);
    }
}
