using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear;
using Mrq.Emulator.Linear.Products;
using Mrq.Emulator.Linear.Stages;

namespace Mrq.Emulator.Tests.Linear;

/// <summary>
/// Products packed for each kind of instruction give the reference kernel's bytes, also where this machine lacks the instruction: it is then
/// computed lane by lane.
/// </summary>
[TestClass]
public sealed class PackedProductTests
{
    [TestMethod]
    public void Quads_of_unsigned_inputs() => AssertEqual<UnsignedQuads, Vector256<int>>();

    [TestMethod]
    public void Quads_of_signed_inputs() => AssertEqual<SignedQuads, Vector128<int>>();

    [TestMethod]
    public void Pairs_on_512_bits() => AssertEqual<WidePairs, Vector512<int>>();

    [TestMethod]
    public void Pairs_on_128_bits() => AssertEqual<PortablePairs, Vector128<int>>();

    [TestMethod]
    public void The_instructions_of_this_machine()
    {
        AssertEqualWhereSupported<AvxVnniQuads, Vector256<int>>();
        AssertEqualWhereSupported<Avx512Pairs, Vector512<int>>();
        AssertEqualWhereSupported<Avx2Pairs, Vector256<int>>();
        AssertEqualWhereSupported<ArmQuads, Vector128<int>>();
    }

    private static void AssertEqualWhereSupported<TIsa, TVector>()
        where TIsa : IDotProduct<TVector>
        where TVector : struct
    {
        if (TIsa.IsSupported)
        {
            AssertEqual<TIsa, TVector>();
        }
    }

    private static void AssertEqual<TIsa, TVector>()
        where TIsa : IDotProduct<TVector>
        where TVector : struct
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var layers = new RandomLayers(seed);
            var graph = layers.FullyConnected();
            var context = new KernelContext(graph, 0, Arithmetic.TFLite);
            var input = new byte[graph.Tensors[0].Shape.ElementCount];
            layers.Fill(input);
            var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite, KernelSet.Reference));
            session.SetInputs(input);
            session.Run();
            var actual = context.Output().Type == ElementType.UInt8
                ? Multiply<byte, TIsa, TVector>(context, input)
                : MemoryMarshal.AsBytes<sbyte>(Multiply<sbyte, TIsa, TVector>(context, input)).ToArray();
            BytesAssert.AreEqual(session.Outputs(), actual, $"{typeof(TIsa).Name}, seed {seed}");
        }
    }

    private static TOut[] Multiply<TOut, TIsa, TVector>(KernelContext context, ReadOnlySpan<byte> input)
        where TOut : unmanaged, IBinaryInteger<TOut>
        where TIsa : IDotProduct<TVector>
        where TVector : struct
    {
        var (units, depth) = (context.Input(1).Shape[0], context.Input(1).Shape[1]);
        var weights = Weights.Centered(context);
        var stage = OutputStage.Create(context, LinearOperands.Of((FullyConnected)context.Operator, context, units), weights);
        var product = new TiledProduct<TOut, TIsa, TVector>(
            depth,
            units,
            context.Input(0).Type == ElementType.Int8,
            context.Input(0).Quantization!.ZeroPoint,
            TileStage<TOut>.Create(stage, [.. Enumerable.Range(0, units)]));
        var rows = input.Length / depth;
        var packed = new int[rows * product.Packer.Words];
        for (var row = 0; row < rows; row++)
        {
            product.Packer.Pack(input.Slice(row * depth, depth), packed.AsSpan(row * product.Packer.Words, product.Packer.Words), 0);
        }

        var output = new TOut[rows * units];
        product.Multiply(packed, rows, product.Pack(weights), output);
        return output;
    }
}
