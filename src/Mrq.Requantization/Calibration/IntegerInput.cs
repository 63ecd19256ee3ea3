using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Mrq.Core.Graph;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// The values of a layer's input as differences to its zero point. Signed bytes are read as unsigned ones with 128 added, zero point too, which
/// changes no difference: there are two ways of reading, of bytes and of 16-bit values.
/// </summary>
internal sealed class IntegerInput
{
    private readonly byte _flip;
    private readonly int _zeroPoint;

    /// <param name="tensor">8- or 16-bit, with its quantization parameters.</param>
    public IntegerInput(Tensor tensor)
    {
        IsNarrow = tensor.Type switch
        {
            ElementType.UInt8 or ElementType.Int8 => true,
            ElementType.Int16 => false,
            _ => throw new NotSupportedException($"inputs of {tensor.Type}"),
        };
        _flip = tensor.Type == ElementType.Int8 ? (byte)0x80 : (byte)0;
        _zeroPoint = tensor.Quantization!.ZeroPoint + _flip;
    }

    /// <summary>Whether values are bytes: no difference is larger than 255.</summary>
    public bool IsNarrow { get; }

    /// <summary>The bytes of a pixel whose differences are 0.</summary>
    public byte[] Nothing(int channels)
    {
        var nothing = new byte[channels * (IsNarrow ? sizeof(byte) : sizeof(short))];
        if (IsNarrow)
        {
            nothing.AsSpan().Fill((byte)(_zeroPoint ^ _flip));
        }
        else
        {
            MemoryMarshal.Cast<byte, short>(nothing.AsSpan()).Fill((short)_zeroPoint);
        }

        return nothing;
    }

    /// <summary>x − zero point of a byte or a 16-bit value, in 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public short Difference<T>(T value)
        where T : unmanaged => typeof(T) == typeof(byte)
        ? (short)((Unsafe.BitCast<T, byte>(value) ^ _flip) - _zeroPoint)
        : (short)(Unsafe.BitCast<T, short>(value) - _zeroPoint);

    /// <summary>The same of the first eight values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<short> Differences<T>(ReadOnlySpan<T> values)
        where T : unmanaged => (typeof(T) == typeof(byte)
        ? Vector128.WidenLower(Vector128.CreateScalar(MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(values))).AsByte() ^ Vector128.Create(_flip)).AsInt16()
        : Vector128.Create(MemoryMarshal.Cast<T, short>(values))) - Vector128.Create((short)_zeroPoint);
}
