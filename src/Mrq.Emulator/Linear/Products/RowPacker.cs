using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Linear.Products;

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

    /// <summary>Whether dense rows are packed as they stand in memory, and need not be packed at all.</summary>
    public bool KeepsBytes => depthPerWord == 4 && _flip == 0;

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
    /// Packs windows of a few short runs each, whole vectors at a time: what follows a run is undefined until the next one, or a weight of 0,
    /// covers it.
    /// </summary>
    /// <param name="input">Where the first window's first run begins.</param>
    /// <param name="run">Values of a run.</param>
    /// <param name="runs">Runs of a window, and values from one to the next.</param>
    /// <param name="windows">How many, and values from one to the next.</param>
    /// <param name="rows">Where the first window goes; each is a row.</param>
    /// <returns>How many windows there was room to read and write vectors for, from the first on.</returns>
    public int PackWindows(ReadOnlySpan<byte> input, int run, (int Count, int Stride) runs, (int Count, int Stride) windows, Span<int> rows)
    {
        const int vector = 16;
        if (run > vector || !Vector128.IsHardwareAccelerated)
        {
            return 0;
        }

        var row = depthPerWord * Words;
        var readable = input.Length - vector - ((runs.Count - 1) * runs.Stride);
        var writable = (depthPerWord * rows.Length) - vector - ((runs.Count - 1) * run);
        if (readable < 0 || writable < 0)
        {
            return 0;
        }

        var count = Math.Min(windows.Count, Math.Min((readable / windows.Stride) + 1, (writable / row) + 1));
        if (depthPerWord == 2)
        {
            WidenWindows(input, run, runs, windows.Stride, MemoryMarshal.Cast<int, short>(rows), count);
        }
        else
        {
            CopyWindows(input, run, runs, windows.Stride, MemoryMarshal.AsBytes(rows), count);
        }

        return count;
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
        var bytes = MemoryMarshal.AsBytes(row)[..depth];
        var (sum, i) = (0L, 0);
        if (Avx2.IsSupported && takesUnsigned)
        {
            // Sums of absolute differences from 0: eight bytes go into one 64-bit lane.
            var sums = Vector256<long>.Zero;
            ref var source = ref MemoryMarshal.GetReference(bytes);
            for (; i <= bytes.Length - Vector256<byte>.Count; i += Vector256<byte>.Count)
            {
                sums += Avx2.SumAbsoluteDifferences(Vector256.LoadUnsafe(ref source, (nuint)i), Vector256<byte>.Zero).AsInt64();
            }

            for (; i <= bytes.Length - sizeof(long); i += sizeof(long))
            {
                var eight = Vector128.CreateScalar(Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref source, i))).AsByte();
                sum += Sse2.SumAbsoluteDifferences(eight, Vector128<byte>.Zero).AsInt64()[0];
            }

            sum += Vector256.Sum(sums);
        }

        for (; i < bytes.Length; i++)
        {
            sum += takesUnsigned ? bytes[i] : (sbyte)bytes[i];
        }

        return (int)sum;
    }

    /// <remarks>Room was checked by <see cref="PackWindows"/>.</remarks>
    private void WidenWindows(ReadOnlySpan<byte> input, int run, (int Count, int Stride) runs, int step, Span<short> rows, int count)
    {
        ref var source = ref MemoryMarshal.GetReference(input);
        ref var target = ref MemoryMarshal.GetReference(rows);
        for (; count > 0; count--)
        {
            for (var i = 0; i < runs.Count; i++)
            {
                Widen16(ref Unsafe.Add(ref source, i * runs.Stride), ref Unsafe.Add(ref target, i * run));
            }

            source = ref Unsafe.Add(ref source, step);
            target = ref Unsafe.Add(ref target, depthPerWord * Words);
        }
    }

    /// <remarks>Room was checked by <see cref="PackWindows"/>.</remarks>
    private void CopyWindows(ReadOnlySpan<byte> input, int run, (int Count, int Stride) runs, int step, Span<byte> rows, int count)
    {
        var flip = Vector128.Create(_flip);
        ref var source = ref MemoryMarshal.GetReference(input);
        ref var target = ref MemoryMarshal.GetReference(rows);
        for (; count > 0; count--)
        {
            for (var i = 0; i < runs.Count; i++)
            {
                (Vector128.LoadUnsafe(ref source, (nuint)(i * runs.Stride)) ^ flip).StoreUnsafe(ref target, (nuint)(i * run));
            }

            source = ref Unsafe.Add(ref source, step);
            target = ref Unsafe.Add(ref target, depthPerWord * Words);
        }
    }

    private void Widen(ReadOnlySpan<byte> values, Span<short> target)
    {
        var i = 0;
        if (Vector128.IsHardwareAccelerated && values.Length >= Vector128<byte>.Count)
        {
            ref var source = ref MemoryMarshal.GetReference(values);
            ref var widened = ref MemoryMarshal.GetReference(target[..values.Length]);
            for (; i <= values.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
            {
                Widen16(ref Unsafe.Add(ref source, i), ref Unsafe.Add(ref widened, i));
            }

            // The last vector starts early where the length is no multiple.
            var last = values.Length - Vector128<byte>.Count;
            Widen16(ref Unsafe.Add(ref source, last), ref Unsafe.Add(ref widened, last));
            return;
        }

        for (; i < values.Length; i++)
        {
            target[i] = inputIsSigned ? (sbyte)values[i] : values[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Widen16(ref byte source, ref short target)
    {
        var bytes = Vector128.LoadUnsafe(ref source);
        if (Avx2.IsSupported)
        {
            (inputIsSigned ? Avx2.ConvertToVector256Int16(bytes.AsSByte()) : Avx2.ConvertToVector256Int16(bytes)).StoreUnsafe(ref target);
            return;
        }

        var (low, high) = inputIsSigned ? Vector128.Widen(bytes.AsSByte()) : Signed(Vector128.Widen(bytes));
        low.StoreUnsafe(ref target);
        high.StoreUnsafe(ref target, (nuint)Vector128<short>.Count);
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
