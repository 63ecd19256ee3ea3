using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>ADD of inputs of one shape by ONNX Runtime's formula: <see cref="RealAddFunction"/> for 32 elements at a time. FMA.</summary>
internal sealed class VectorRealAddKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
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
        var isServed = Fma.IsSupported && Avx2.IsSupported && !context.Arithmetic.IsUnfused && context.Input(0).Shape == shape && context.Input(1).Shape == shape && shape.ElementCount >= ByteSums.Block;
        if (!isServed)
        {
            return null;
        }

        var function = new RealAddFunction(context);
        return function.IsFinite && ByteRange<T>.TryCreate(0, function.Range) is { } range ? new VectorRealAddKernel<T>(context, function, range) : null;
    }

    public override void Run(TensorMemory memory) =>
        ByteSums.Run(MemoryMarshal.AsBytes(_left.Elements(memory)), MemoryMarshal.AsBytes(_right.Elements(memory)), MemoryMarshal.AsBytes(memory.Elements<T>(_output)), _range.Load(), _function);
}
