using System.Buffers.Binary;

namespace Mrq.Core.Graph;

/// <summary>Facts about element types.</summary>
public static class ElementTypes
{
    /// <summary>Bits of one element in memory; 0 for types without a fixed size (strings, resources, variants).</summary>
    public static int BitWidth(this ElementType type) => type switch
    {
        ElementType.Int2 => 2,
        ElementType.Int4 or ElementType.UInt4 => 4,
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool or ElementType.Float8E4M3FN or ElementType.Float8E5M2 => 8,
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 or ElementType.BFloat16 => 16,
        ElementType.Int32 or ElementType.UInt32 or ElementType.Float32 => 32,
        ElementType.Int64 or ElementType.UInt64 or ElementType.Float64 or ElementType.Complex64 => 64,
        ElementType.Complex128 => 128,
        _ => 0,
    };

    /// <summary>Bytes that <paramref name="count"/> elements take; sub-byte types are packed without gaps.</summary>
    public static long ByteCount(this ElementType type, long count) => ((count * type.BitWidth()) + 7) / 8;

    /// <summary>Smallest and largest value of an integer type of at most 32 bits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is no such integer type.</exception>
    public static (int Minimum, int Maximum) IntegerRange(this ElementType type) => type switch
    {
        ElementType.Int2 => (-2, 1),
        ElementType.Int4 => (-8, 7),
        ElementType.UInt4 => (0, 15),
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        ElementType.Int16 => (short.MinValue, short.MaxValue),
        ElementType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        ElementType.Int32 => (int.MinValue, int.MaxValue),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an integer type of at most 32 bits."),
    };

    /// <summary>What a zero point of the type can be: one of its values, for types without such a range any int32.</summary>
    public static (int Minimum, int Maximum) ZeroPointRange(this ElementType type) => type
        is ElementType.Int2 or ElementType.Int4 or ElementType.UInt4 or ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 or ElementType.UInt16
        ? type.IntegerRange()
        : ElementType.Int32.IntegerRange();

    /// <summary>One element of an 8- or 16-bit integer tensor, by its index.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is no such integer type.</exception>
    public static int IntegerAt(this ElementType type, ReadOnlySpan<byte> data, int index) => type switch
    {
        ElementType.UInt8 => data[index],
        ElementType.Int8 => (sbyte)data[index],
        ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(data[(2 * index)..]),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not an integer type of 8 or 16 bits."),
    };

    /// <summary>The name that TFLite tools print: "INT8", "UINT8", "FLOAT32".</summary>
    public static string FieldName(this ElementType type) => type switch
    {
        ElementType.Float8E4M3FN => "FLOAT8_E4M3FN",
        ElementType.Float8E5M2 => "FLOAT8_E5M2",
        _ => type.ToString().ToUpperInvariant(),
    };
}
