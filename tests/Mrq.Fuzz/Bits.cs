using System.Buffers.Binary;

namespace Mrq.Fuzz;

/// <summary>Little-endian numbers of 1 to 8 bytes.</summary>
internal static class Bits
{
    public static void WriteTo(this ulong bits, Span<byte> bytes)
    {
        Span<byte> wide = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(wide, bits);
        wide[..bytes.Length].CopyTo(bytes);
    }

    public static long ToInt64(this ReadOnlySpan<byte> bytes)
    {
        Span<byte> wide = stackalloc byte[sizeof(ulong)];
        wide.Clear();
        bytes.CopyTo(wide);
        return BinaryPrimitives.ReadInt64LittleEndian(wide);
    }

    public static long ToInt64(this byte[] bytes) => ((ReadOnlySpan<byte>)bytes).ToInt64();
}
