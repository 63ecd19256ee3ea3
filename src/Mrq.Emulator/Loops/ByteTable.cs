using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mrq.Emulator.Loops;

/// <summary>
/// A function of one byte for 32 bytes at a time: the low half of a byte chooses from sixteen tables of sixteen values, each bit of its high half
/// halves the number of candidates.
/// </summary>
/// <param name="values">256 values.</param>
internal sealed class ByteTable(byte[] values)
{
    private const int Block = 32;

    /// <summary>Sixteen tables, each in both halves of 256 bits.</summary>
    private readonly byte[] _lanes = [.. Enumerable.Range(0, 16 * Block).Select(i => values[(i / Block * 16) + (i % 16)])];

    /// <summary>output[i] = values[input[i]].</summary>
    public void Apply(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var i = 0;
        output = output[..input.Length];
        if (Avx2.IsSupported)
        {
            ref var source = ref MemoryMarshal.GetReference(input);
            ref var target = ref MemoryMarshal.GetReference(output);
            ref var tables = ref MemoryMarshal.GetArrayDataReference(_lanes);
            for (; i <= input.Length - Block; i += Block)
            {
                Lookup(ref tables, Vector256.LoadUnsafe(ref source, (nuint)i)).StoreUnsafe(ref target, (nuint)i);
            }
        }

        for (; i < input.Length; i++)
        {
            output[i] = values[input[i]];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Lookup(ref byte tables, Vector256<byte> index)
    {
        // A blend looks at the top bit: 7, 6, 5 and 4 of the index are brought there.
        var (bit6, bit5, bit4) = (index + index, (index.AsInt16() << 2).AsByte(), (index.AsInt16() << 3).AsByte());
        var low = index & Vector256.Create((byte)15);
        var lower = Avx2.BlendVariable(Quarter(ref tables, low, bit4, bit5), Quarter(ref Unsafe.Add(ref tables, 4 * Block), low, bit4, bit5), bit6);
        var upper = Avx2.BlendVariable(Quarter(ref Unsafe.Add(ref tables, 8 * Block), low, bit4, bit5), Quarter(ref Unsafe.Add(ref tables, 12 * Block), low, bit4, bit5), bit6);
        return Avx2.BlendVariable(lower, upper, index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Quarter(ref byte tables, Vector256<byte> low, Vector256<byte> bit4, Vector256<byte> bit5) => Avx2.BlendVariable(
        Avx2.BlendVariable(Avx2.Shuffle(Vector256.LoadUnsafe(ref tables), low), Avx2.Shuffle(Vector256.LoadUnsafe(ref tables, Block), low), bit4),
        Avx2.BlendVariable(Avx2.Shuffle(Vector256.LoadUnsafe(ref tables, 2 * Block), low), Avx2.Shuffle(Vector256.LoadUnsafe(ref tables, 3 * Block), low), bit4),
        bit5);
}
