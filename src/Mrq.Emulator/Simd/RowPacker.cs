using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Mrq.Emulator.Simd;

/// <summary>Writes 8-bit inputs as a matrix product reads them: widened to 16 bits, or as bytes of the sign that the instruction takes.</summary>
/// <param name="depth">Values of a row.</param>
/// <param name="depthPerWord">2 or 4.</param>
/// <param name="inputIsSigned">Whether inputs are int8.</param>
/// <param name="takesUnsigned">The sign of what the instruction takes; matters to bytes only.</param>
internal sealed class RowPacker(int depth, int depthPerWord, bool inputIsSigned, bool takesUnsigned)
{
    private readonly byte _flip = depthPerWord == 4 && inputIsSigned == takesUnsigned ? (byte)0x80 : (byte)0;

    public int Depth => depth;

    public int DepthPerWord => depthPerWord;

    /// <summary>32-bit words of a packed row.</summary>
    public int Words { get; } = (depth + depthPerWord - 1) / depthPerWord;

    /// <summary>What packing adds to every value.</summary>
    public int Offset => _flip == 0 ? 0 : inputIsSigned ? 128 : -128;

    /// <summary>Whether rows follow one another without padding, so that many can be packed as one run.</summary>
    public bool IsDense => depth % depthPerWord == 0;

    /// <summary>Packs a run of values from element <paramref name="at"/> of <paramref name="rows"/> on.</summary>
    public void Pack(ReadOnlySpan<byte> values, Span<int> rows, int at)
    {
        if (depthPerWord == 2)
        {
            Widen(values, MemoryMarshal.Cast<int, short>(rows).Slice(at, values.Length));
            return;
        }

        var target = MemoryMarshal.AsBytes(rows).Slice(at, values.Length);
        if (_flip == 0)
        {
            values.CopyTo(target);
            return;
        }

        Flip(values, target);
    }

    /// <summary>
    /// Packs a short run, a whole vector at once where there is room: what follows the run in <paramref name="rows"/> is then undefined.
    /// Runs are packed in order, so the next one or a weight of 0 covers it.
    /// </summary>
    public void PackInOrder(ReadOnlySpan<byte> input, int from, int count, Span<int> rows, int at)
    {
        if (depthPerWord != 2 || count > Vector128<byte>.Count || from + Vector128<byte>.Count > input.Length || at + Vector128<byte>.Count > rows.Length * 2 || !Vector128.IsHardwareAccelerated)
        {
            Pack(input.Slice(from, count), rows, at);
            return;
        }

        Widen(input.Slice(from, Vector128<byte>.Count), MemoryMarshal.Cast<int, short>(rows).Slice(at, Vector128<byte>.Count));
    }

    /// <summary>Packs one value many times.</summary>
    public void Fill(int value, int count, Span<int> rows, int at)
    {
        if (depthPerWord == 2)
        {
            MemoryMarshal.Cast<int, short>(rows).Slice(at, count).Fill((short)value);
        }
        else
        {
            MemoryMarshal.AsBytes(rows).Slice(at, count).Fill((byte)(value + Offset));
        }
    }

    /// <summary>The sum of a packed row of bytes.</summary>
    public int Sum(ReadOnlySpan<int> row)
    {
        var sum = 0;
        foreach (var value in MemoryMarshal.AsBytes(row)[..depth])
        {
            sum += takesUnsigned ? value : (sbyte)value;
        }

        return sum;
    }

    private void Widen(ReadOnlySpan<byte> values, Span<short> target)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated && values.Length >= Vector128<byte>.Count)
        {
            // The last vector starts early where the length is no multiple.
            for (; i < values.Length; i += Vector128<byte>.Count)
            {
                var at = Math.Min(i, values.Length - Vector128<byte>.Count);
                var bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)at);
                var (low, high) = inputIsSigned ? Vector128.Widen(bytes.AsSByte()) : Signed(Vector128.Widen(bytes));
                low.StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)at);
                high.StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)(at + Vector128<short>.Count));
            }

            return;
        }

        for (; i < values.Length; i++)
        {
            target[i] = inputIsSigned ? (sbyte)values[i] : values[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<short> Low, Vector128<short> High) Signed((Vector128<ushort> Low, Vector128<ushort> High) pair) => (pair.Low.AsInt16(), pair.High.AsInt16());

    private void Flip(ReadOnlySpan<byte> values, Span<byte> target)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= values.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                var flipped = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)i) ^ Vector128.Create(_flip);
                flipped.StoreUnsafe(ref MemoryMarshal.GetReference(target), (nuint)i);
            }
        }

        for (; i < values.Length; i++)
        {
            target[i] = (byte)(values[i] ^ _flip);
        }
    }
}
