using System.Globalization;
using Mrq.Core.Graph;

namespace Mrq.Sidecars;

/// <summary>The integers that a quantized tensor can have; 32 unsigned bits are among them, which no int holds.</summary>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The largest.</param>
public readonly record struct IntegerRange(long Minimum, long Maximum)
{
    /// <summary>All integers of so many bits, 1 to 32.</summary>
    public static IntegerRange Of(int bits, bool isSigned) => isSigned ? new(-(1L << (bits - 1)), (1L << (bits - 1)) - 1) : new(0, (1L << bits) - 1);

    /// <summary>All integers of a type.</summary>
    public static IntegerRange Of(ElementType type) => type == ElementType.UInt32 ? Of(32, isSigned: false) : new(type.IntegerRange().Minimum, type.IntegerRange().Maximum);

    /// <summary>Bits that the range takes: 8 for 0 to 255 and for −127 to 127.</summary>
    public int Bits
    {
        get
        {
            var bits = 1;
            while (bits < 32 && (Of(bits, Minimum < 0) is var all) && (Minimum < all.Minimum || Maximum > all.Maximum))
            {
                bits++;
            }

            return bits;
        }
    }

    /// <summary>Whether negative integers are in it.</summary>
    public bool IsSigned => Minimum < 0;

    /// <summary>The smallest element type that holds the range.</summary>
    public ElementType Type => (IsSigned, Bits) switch
    {
        (true, <= 2) => ElementType.Int2,
        (true, <= 4) => ElementType.Int4,
        (true, <= 8) => ElementType.Int8,
        (true, <= 16) => ElementType.Int16,
        (true, _) => ElementType.Int32,
        (false, <= 4) => ElementType.UInt4,
        (false, <= 8) => ElementType.UInt8,
        (false, <= 16) => ElementType.UInt16,
        _ => ElementType.UInt32,
    };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Minimum}..{Maximum}");
}
