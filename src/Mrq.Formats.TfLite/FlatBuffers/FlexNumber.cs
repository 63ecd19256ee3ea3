namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>A number of a FlexBuffer.</summary>
/// <param name="Type">INT, FLOAT or BOOL.</param>
/// <param name="Integer">Of an integer or a truth value.</param>
/// <param name="Real">Of a real number.</param>
internal readonly record struct FlexNumber(FlexType Type, long Integer, double Real)
{
    public static FlexNumber Of(int value) => new(FlexType.Int, value, 0);

    public static FlexNumber Of(float value) => new(FlexType.Float, 0, value);

    public static FlexNumber Of(bool value) => new(FlexType.Bool, value ? 1 : 0, 0);

    /// <summary>The number at a place, or the one that the place leads to; null where it is none.</summary>
    /// <param name="bytes">The buffer.</param>
    /// <param name="place">Of the value.</param>
    /// <param name="width">Its bytes.</param>
    /// <param name="packed">Its type, and the width of what it leads to.</param>
    public static FlexNumber? Read(ReadOnlySpan<byte> bytes, int place, int width, byte packed)
    {
        var type = (FlexType)(packed >> 2);
        if (type is FlexType.IndirectInt or FlexType.IndirectUInt or FlexType.IndirectFloat)
        {
            return FlexMap.Follow(bytes, place, width) is { } target ? Read(bytes, target, 1 << (packed & 3), (byte)((int)(type - FlexType.IndirectInt + FlexType.Int) << 2)) : null;
        }

        return FlexMap.Number(bytes, place, width) is not { } bits ? null : type switch
        {
            FlexType.Int => new FlexNumber(FlexType.Int, unchecked((long)bits) << (64 - (8 * width)) >> (64 - (8 * width)), 0),
            FlexType.UInt => new FlexNumber(FlexType.Int, unchecked((long)bits), 0),
            FlexType.Bool => new FlexNumber(FlexType.Bool, bits == 0 ? 0 : 1, 0),
            FlexType.Float when width == sizeof(float) => new FlexNumber(FlexType.Float, 0, BitConverter.UInt32BitsToSingle((uint)bits)),
            FlexType.Float when width == sizeof(double) => new FlexNumber(FlexType.Float, 0, BitConverter.UInt64BitsToDouble(bits)),
            _ => null,
        };
    }
}

/// <summary>Types of a FlexBuffer's values, by its numbers.</summary>
internal enum FlexType
{
    Null = 0,
    Int = 1,
    UInt = 2,
    Float = 3,
    IndirectInt = 6,
    IndirectUInt = 7,
    IndirectFloat = 8,
    Map = 9,
    Bool = 26,
}
