using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Pooling;

/// <summary>
/// ARG_MAX and ARG_MIN over the last axis: the extremum of a row by vectors, then the first place that has it; bit for bit <see cref="ArgExtremumKernel{T,TIndex}"/>.
/// </summary>
internal sealed class VectorArgExtremumKernel<T, TIndex> : Kernel
    where T : unmanaged, IBinaryInteger<T>
    where TIndex : unmanaged, IBinaryInteger<TIndex>
{
    private readonly bool _isMaximum;
    private readonly TensorSource<T> _input;
    private readonly int _output;
    private readonly int _count;

    private VectorArgExtremumKernel(KernelContext context, int count)
    {
        (_isMaximum, _count) = (context.Operator is ArgMax, count);
        (_input, _output) = (new TensorSource<T>(context, 0), context.OutputIndex());
    }

    private interface IExtremum
    {
        static abstract Vector128<T> Of(Vector128<T> a, Vector128<T> b);
    }

    /// <summary>Serves rows of at least one vector; the reference kernel checks the shapes and refuses.</summary>
    public static Kernel? TryCreate(KernelContext context)
    {
        var checkedFirst = new ArgExtremumKernel<T, TIndex>(context);
        return Vector128.IsHardwareAccelerated && checkedFirst.IsOverLastAxis && checkedFirst.Count >= Vector128<T>.Count ? new VectorArgExtremumKernel<T, TIndex>(context, checkedFirst.Count) : null;
    }

    public override void Run(TensorMemory memory)
    {
        var output = memory.Elements<TIndex>(_output);
        var input = _input.Elements(memory)[..(output.Length * _count)];
        if (_isMaximum)
        {
            Find<Largest>(input, output);
        }
        else
        {
            Find<Smallest>(input, output);
        }
    }

    private void Find<TExtremum>(ReadOnlySpan<T> input, Span<TIndex> output)
        where TExtremum : IExtremum
    {
        ref var row = ref MemoryMarshal.GetReference(input);

        // The last vector of a row begins early where the length is no multiple.
        var last = _count - Vector128<T>.Count;
        for (var i = 0; i < output.Length; i++)
        {
            var best = Vector128.LoadUnsafe(ref row, (nuint)last);
            for (var k = 0; k < last; k += Vector128<T>.Count)
            {
                best = TExtremum.Of(best, Vector128.LoadUnsafe(ref row, (nuint)k));
            }

            output[i] = TIndex.CreateTruncating(First(ref row, last, Vector128.Create(OfLanes<TExtremum>(best))));
            row = ref Unsafe.Add(ref row, _count);
        }
    }

    /// <summary>The extremum of all lanes: halves against each other down to one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T OfLanes<TExtremum>(Vector128<T> lanes)
        where TExtremum : IExtremum
    {
        lanes = TExtremum.Of(lanes, Vector128.Shuffle(lanes.AsInt64(), Vector128.Create(1L, 1L)).As<long, T>());
        lanes = TExtremum.Of(lanes, (lanes.AsUInt64() >>> 32).As<ulong, T>());
        if (Unsafe.SizeOf<T>() < sizeof(int))
        {
            lanes = TExtremum.Of(lanes, (lanes.AsUInt64() >>> 16).As<ulong, T>());
        }

        if (Unsafe.SizeOf<T>() < sizeof(short))
        {
            lanes = TExtremum.Of(lanes, (lanes.AsUInt64() >>> 8).As<ulong, T>());
        }

        return lanes[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int First(ref T row, int last, Vector128<T> sought)
    {
        for (var k = 0; k < last; k += Vector128<T>.Count)
        {
            if (Vector128.Equals(Vector128.LoadUnsafe(ref row, (nuint)k), sought).ExtractMostSignificantBits() is not 0 and var found)
            {
                return k + BitOperations.TrailingZeroCount(found);
            }
        }

        return last + BitOperations.TrailingZeroCount(Vector128.Equals(Vector128.LoadUnsafe(ref row, (nuint)last), sought).ExtractMostSignificantBits());
    }

    private readonly struct Largest : IExtremum
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<T> Of(Vector128<T> a, Vector128<T> b) => Vector128.Max(a, b);
    }

    private readonly struct Smallest : IExtremum
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<T> Of(Vector128<T> a, Vector128<T> b) => Vector128.Min(a, b);
    }
}
