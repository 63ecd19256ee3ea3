using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Emulator.Context;
using Mrq.Emulator.Loops;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Elementwise;

/// <summary>MUL of 8 bits in runs in which either input goes on or is one value, such as an image times a number for each channel: <see cref="MulFunction"/> for 16 elements at a time.</summary>
internal sealed class VectorMulKernel<T> : Kernel
    where T : unmanaged, IBinaryInteger<T>
{
    private const int Block = 16;
    private readonly MulFunction _function;
    private readonly RequantizationLanes _lanes;
    private readonly ByteRange<T> _range;
    private readonly BroadcastShape _shape;
    private readonly TensorSource<T> _left;
    private readonly TensorSource<T> _right;
    private readonly int _output;

    private VectorMulKernel(KernelContext context, MulFunction function, BroadcastShape shape, RequantizationLanes lanes, ByteRange<T> range)
    {
        (_function, _shape, _lanes, _range) = (function, shape, lanes, range);
        (_left, _right, _output) = (new TensorSource<T>(context, 0), new TensorSource<T>(context, 1), context.OutputIndex());
    }

    /// <summary>Serves runs of at least one block under an arithmetic that has lanes.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var (function, shape) = (new MulFunction(context), BroadcastShape.Create(context));
        var isServed = HighProduct.IsSupported && shape.RunLength >= Block
            && ByteRange<T>.TryCreate(function.LeftZeroPoint, function.Range) is not null
            && ByteRange<T>.TryCreate(function.RightZeroPoint, function.Range) is not null;

        // A centered input is below 2⁸ in magnitude.
        const long bound = 1L << 16;
        return isServed
            && ByteRange<T>.TryCreate(function.OutputZeroPoint, function.Range) is { } range
            && RequantizationLanes.TryCreate(context.Arithmetic.Requantization, Enumerable.Repeat(function.Multiplier, 8).ToArray(), new AccumulatorBound(-bound, bound), negativesAreClamped: false) is { } lanes
            ? new VectorMulKernel<T>(context, function, shape, lanes, range)
            : null;
    }

    public override void Run(TensorMemory memory)
    {
        var output = MemoryMarshal.AsBytes(memory.Elements<T>(_output));
        var left = MemoryMarshal.AsBytes(_left.Elements(memory));
        var right = MemoryMarshal.AsBytes(_right.Elements(memory));
        var length = _shape.RunLength;
        for (var start = 0; start < output.Length; start += length)
        {
            var (l, r) = _shape.Start(start / length);
            Run(
                left.Slice(l, _shape.LeftStep == 0 ? 1 : length),
                right.Slice(r, _shape.RightStep == 0 ? 1 : length),
                output.Slice(start, length));
        }
    }

    private void Run(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> output)
    {
        ref var target = ref MemoryMarshal.GetReference(output);

        // The last block starts early where the length is no multiple: the output lies apart from both inputs.
        for (var i = 0; i < output.Length; i += Block)
        {
            var at = Math.Min(i, output.Length - Block);
            var (l0, l1, l2, l3) = Sixteen(left, at, _function.LeftZeroPoint);
            var (r0, r1, r2, r3) = Sixteen(right, at, _function.RightZeroPoint);
            _range.Narrow(_lanes.Apply(l0 * r0, 0), _lanes.Apply(l1 * r1, 4), _lanes.Apply(l2 * r2, 0), _lanes.Apply(l3 * r3, 4)).StoreUnsafe(ref target, (nuint)at);
        }
    }

    /// <summary>Centered values from a place on, or the one value that there is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<int>, Vector128<int>, Vector128<int>, Vector128<int>) Sixteen(ReadOnlySpan<byte> values, int at, int zeroPoint)
    {
        ref var first = ref MemoryMarshal.GetReference(values);
        var (a, b, c, d) = WidenedBytes.Widen4<T>(values.Length == 1 ? Vector128.Create(first) : Vector128.LoadUnsafe(ref first, (nuint)at));
        var zero = Vector128.Create(zeroPoint);
        return (a - zero, b - zero, c - zero, d - zero);
    }
}
