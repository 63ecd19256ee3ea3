using System.Numerics;
using System.Runtime.Intrinsics.X86;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear;

namespace Mrq.Emulator.Tests.Linear;

/// <summary>Depthwise convolutions by quads of taps give the reference kernel's bytes, their instruction computed lane by lane.</summary>
[TestClass]
public sealed class QuadDepthwiseTests
{
    [TestMethod]
    public void Quads_of_taps() => AssertEqual(layers => layers.DepthwiseConv2D(), seeds: 60, least: 20);

    [TestMethod]
    public void Quads_of_taps_over_large_images() => AssertEqual(layers => layers.LargeDepthwiseConv2D(), seeds: 4, least: 4);

    private static void AssertEqual(Func<RandomLayers, QuantizedGraph> create, int seeds, int least)
    {
        if (!Avx2.IsSupported)
        {
            Assert.Inconclusive("Taps are interleaved by AVX2.");
        }

        var served = 0;
        foreach (var arithmetic in new[] { Arithmetic.TFLite, ArithmeticCatalogue.All.First(arithmetic => arithmetic.Name == "onnxruntime") })
        {
            for (var seed = 0; seed < seeds; seed++)
            {
                var layers = new RandomLayers(seed);
                var graph = create(layers);
                var input = new byte[graph.Tensors[graph.Inputs[0]].Shape.ElementCount];
                layers.Fill(input);
                if (EmulatorCoverage.Missing(graph, arithmetic).Count > 0 || Kernel(new KernelContext(graph, 0, arithmetic)) is not { } kernel)
                {
                    continue;
                }

                var compiled = CompiledGraph.Compile(graph, arithmetic, KernelSet.Reference);
                var session = new EmulatorSession(compiled);
                session.SetInputs(input);
                session.Run();
                using var guarded = new GuardedMemory(compiled.Plan.ArenaSize);
                var memory = new TensorMemory(compiled.Plan, guarded.Memory);
                var actual = new EmulatorSession(compiled, memory);
                actual.SetInputs(input);
                kernel.Run(memory);
                BytesAssert.AreEqual(session.Outputs(), actual.Outputs(), $"seed {seed}, {arithmetic.Name}");
                served++;
            }
        }

        Assert.IsGreaterThanOrEqualTo(least, served);
    }

    private static Kernel? Kernel(KernelContext context) => (context.Input(0).Type, context.Output().Type) switch
    {
        (ElementType.UInt8, ElementType.UInt8) => Kernel<byte, byte>(context),
        (ElementType.UInt8, ElementType.Int8) => Kernel<byte, sbyte>(context),
        (ElementType.Int8, ElementType.UInt8) => Kernel<sbyte, byte>(context),
        _ => Kernel<sbyte, sbyte>(context),
    };

    private static Kernel? Kernel<TIn, TOut>(KernelContext context)
        where TIn : unmanaged, IBinaryInteger<TIn>
        where TOut : unmanaged, IBinaryInteger<TOut> => QuadDepthwiseConv2DKernel<TIn, TOut, UnsignedQuads>.TryCreate(context);
}
