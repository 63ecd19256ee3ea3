using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>ADD of inputs of one shape by ONNX Runtime's formula: <see cref="RealAddFunction"/> for 32 elements at a time. FMA.</summary>
internal sealed class VectorRealAddKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private const int Block = 32;
    private readonly RealAddFunction _function;
    private readonly ByteRange<T> _range;
    private readonly TensorSource<T> _left;
    private readonly TensorSource<T> _right;
    private readonly int _output;

    private VectorRealAddKernel(KernelContext context, RealAddFunction function, ByteRange<T> range) =>
        (_function, _range, _left, _right, _output) = (function, range, new TensorSource<T>(context, 0), new TensorSource<T>(context, 1), context.OutputIndex());

    /// <summary>Serves inputs of the output's shape and finite factors.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var shape = context.Output().Shape;
        var isServed = Fma.IsSupported && Avx2.IsSupported && !context.Arithmetic.IsUnfused && context.Input(0).Shape == shape && context.Input(1).Shape == shape && shape.ElementCount >= Block;
        if (!isServed)
        {
            return null;
        }

        var function = new RealAddFunction(context);
        return function.IsFinite && ByteRange<T>.TryCreate(0, function.Range) is { } range ? new VectorRealAddKernel<T>(context, function, range) : null;
    }

    public override void Run(TensorMemory memory)
    {
        var output = MemoryMarshal.AsBytes(memory.Elements<T>(_output));
        var left = MemoryMarshal.AsBytes(_left.Elements(memory))[..output.Length];
        var right = MemoryMarshal.AsBytes(_right.Elements(memory))[..output.Length];
        var range = _range.Load();

        // The last block starts early where the length is no multiple: the output lies apart from both inputs.
        for (var i = 0; i < output.Length; i += Block)
        {
            var at = (nuint)Math.Min(i, output.Length - Block);
            ref var l = ref Unsafe.Add(ref MemoryMarshal.GetReference(left), at);
            ref var r = ref Unsafe.Add(ref MemoryMarshal.GetReference(right), at);
            range.Narrow(Eight(ref l, ref r, 0), Eight(ref l, ref r, 8), Eight(ref l, ref r, 16), Eight(ref l, ref r, 24), hasZeroPoint: true)
                .StoreUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(output), at));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Eight(ref byte left, ref byte right, nuint i) => _function.Apply(WidenedBytes.Widen8<T>(ref left, i), WidenedBytes.Widen8<T>(ref right, i));
}
