using System.Buffers.Binary;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// The numeric types of NumPy that datasets are made of, and the type strings of the array interface protocol ("&lt;f4": byte
/// order, kind, bytes) that name them in a file.
/// </summary>
public static class NumpyTypes
{
    public static bool IsSupported(ElementType type) => Kind(type) != '\0';

    public static bool IsFloat(ElementType type) => Kind(type) == 'f';

    /// <summary>Signed and unsigned integers; not bool.</summary>
    public static bool IsInteger(ElementType type) => Kind(type) is 'i' or 'u';

    /// <summary>NumPy's own name: "float32", "uint8", "bool".</summary>
    public static string NameOf(ElementType type) => type.FieldName().ToLowerInvariant();

    /// <summary>The type string of little-endian data: "&lt;f4"; "|" stands where bytes have no order.</summary>
    internal static string Descriptor(ElementType type) =>
        (type.BitWidth() == 8 ? "|" : "<") + Kind(type) + (char)('0' + (type.BitWidth() / 8));

    /// <summary>The type of a kind and a size in bytes, null for those that are not numbers or have no peer here.</summary>
    internal static ElementType? Find(char kind, int bytes) => (kind, bytes) switch
    {
        ('b', 1) => ElementType.Bool,
        ('i', 1) => ElementType.Int8,
        ('i', 2) => ElementType.Int16,
        ('i', 4) => ElementType.Int32,
        ('i', 8) => ElementType.Int64,
        ('u', 1) => ElementType.UInt8,
        ('u', 2) => ElementType.UInt16,
        ('u', 4) => ElementType.UInt32,
        ('u', 8) => ElementType.UInt64,
        ('f', 2) => ElementType.Float16,
        ('f', 4) => ElementType.Float32,
        ('f', 8) => ElementType.Float64,
        _ => null,
    };

    internal static ElementType Of<T>()
        where T : unmanaged => default(T) switch
        {
            bool => ElementType.Bool,
            sbyte => ElementType.Int8,
            short => ElementType.Int16,
            int => ElementType.Int32,
            long => ElementType.Int64,
            byte => ElementType.UInt8,
            ushort => ElementType.UInt16,
            uint => ElementType.UInt32,
            ulong => ElementType.UInt64,
            Half => ElementType.Float16,
            float => ElementType.Float32,
            double => ElementType.Float64,
            _ => throw new InvalidOperationException($"{typeof(T).Name} is not an element type of arrays."),
        };

    /// <summary>The little-endian element at the start of the span.</summary>
    internal static double ReadDouble(ElementType type, ReadOnlySpan<byte> element) => type switch
    {
        ElementType.UInt8 => element[0],
        ElementType.Int8 => (sbyte)element[0],
        ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(element),
        ElementType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(element),
        ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(element),
        ElementType.UInt64 => BinaryPrimitives.ReadUInt64LittleEndian(element),
        _ => ReadInt64(type, element),
    };

    /// <summary>The little-endian integer at the start of the span; uint64 beyond int64 saturates.</summary>
    internal static long ReadInt64(ElementType type, ReadOnlySpan<byte> element) => type switch
    {
        ElementType.Bool => element[0] == 0 ? 0 : 1,
        ElementType.Int8 => (sbyte)element[0],
        ElementType.UInt8 => element[0],
        ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(element),
        ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(element),
        ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(element),
        ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(element),
        ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(element),
        ElementType.UInt64 => (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(element), long.MaxValue),
        _ => throw new InvalidOperationException($"{type} is not an integer type."),
    };

    /// <summary>Writes the little-endian element at the start of the span; an integer type takes whole numbers of its range.</summary>
    public static void WriteDouble(ElementType type, double value, Span<byte> element)
    {
        switch (type)
        {
            case ElementType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(element, (Half)value);
                break;
            case ElementType.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(element, (float)value);
                break;
            case ElementType.Float64:
                BinaryPrimitives.WriteDoubleLittleEndian(element, value);
                break;
            case ElementType.UInt64:
                BinaryPrimitives.WriteUInt64LittleEndian(element, (ulong)value);
                break;
            default:
                Span<byte> integer = stackalloc byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(integer, (long)value);
                integer[..(type.BitWidth() / 8)].CopyTo(element);
                break;
        }
    }

    private static char Kind(ElementType type) => type switch
    {
        ElementType.Bool => 'b',
        ElementType.Int8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64 => 'i',
        ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64 => 'u',
        ElementType.Float16 or ElementType.Float32 or ElementType.Float64 => 'f',
        _ => '\0',
    };

    /// <summary>All elements as doubles.</summary>
    public static double[] ToDoubles(ElementType type, ReadOnlySpan<byte> elements)
    {
        var size = type.BitWidth() / 8;
        var values = new double[elements.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = ReadDouble(type, elements[(i * size)..]);
        }

        return values;
    }
}
