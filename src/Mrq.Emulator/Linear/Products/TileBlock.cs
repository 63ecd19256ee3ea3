using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Products;

/// <summary>A block of rows and a panel of weights, and where their sums go: to a buffer, or by lines to the output.</summary>
/// <param name="rows">Packed rows.</param>
/// <param name="words">Words of each.</param>
/// <param name="weights">The panel.</param>
/// <param name="initial">What the sums of its channels start from.</param>
/// <param name="rowStarts">What the sums of rows start from besides.</param>
/// <param name="sums">The buffer.</param>
/// <param name="output">The panel's first channel in the first row's output.</param>
/// <param name="stride">Values from one row's output to the next.</param>
/// <param name="end">The lines of the panel's channels, where it has some.</param>
internal readonly ref struct TileBlock<T, TLanes>(ref int rows, int words, ref int weights, ref int initial, ref int rowStarts, ref int sums, ref T output, int stride, LineEnd<T, TLanes> end)
    where T : unmanaged, IBinaryInteger<T>
    where TLanes : struct, IStageLanes
{
    public readonly ref int Rows = ref rows;
    public readonly int Words = words;
    public readonly ref int Weights = ref weights;
    public readonly ref int Initial = ref initial;
    public readonly ref int RowStarts = ref rowStarts;
    public readonly ref int Sums = ref sums;
    private readonly LineEnd<T, TLanes> _end = end;
    private readonly ref byte _output = ref Unsafe.As<T, byte>(ref output);
    private readonly nint _stride = stride;

    /// <summary>Sixteen channels of two rows, or of the first alone where <paramref name="count"/> is 1; none where it is less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreRows(int row, Vector256<int> first, Vector256<int> firstRight, Vector256<int> second, Vector256<int> secondRight, int count)
    {
        if (count <= 0)
        {
            return;
        }

        ref var target = ref Unsafe.Add(ref _output, row * _stride);
        var (left, right) = (_end.Left.Apply(first), _end.Right.Apply(firstRight));
        var bytes = count == 1 ? _end.Range.Narrow(left, right, left, right, TLanes.HasZeroPoint) : _end.Range.Narrow(left, right, _end.Left.Apply(second), _end.Right.Apply(secondRight), TLanes.HasZeroPoint);
        bytes.GetLower().StoreUnsafe(ref target);
        if (count > 1)
        {
            bytes.GetUpper().StoreUnsafe(ref Unsafe.Add(ref target, _stride));
        }
    }

    /// <summary>Eight channels of four rows, or of the first <paramref name="count"/> of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreNarrowRows(int row, Vector256<int> first, Vector256<int> second, Vector256<int> third, Vector256<int> fourth, int count)
    {
        if (count <= 0)
        {
            return;
        }

        ref var target = ref Unsafe.Add(ref _output, row * _stride);
        var rows = _end.Range.Narrow(_end.Left.Apply(first), _end.Left.Apply(second), _end.Left.Apply(third), _end.Left.Apply(fourth), TLanes.HasZeroPoint).AsUInt64();
        Unsafe.WriteUnaligned(ref target, rows[0]);
        if (count > 1)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, _stride), rows[1]);
        }

        if (count > 2)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, 2 * _stride), rows[2]);
        }

        if (count > 3)
        {
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, 3 * _stride), rows[3]);
        }
    }
}

/// <summary>The lines of a panel's channels, its two vectors', and what clamps their numbers.</summary>
internal readonly record struct LineEnd<T, TLanes>(TLanes Left, TLanes Right, ByteRange256<T> Range)
    where T : unmanaged, IBinaryInteger<T>
    where TLanes : struct, IStageLanes;
