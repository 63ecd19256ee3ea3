using System.Buffers.Binary;

namespace Mrq.Fuzz;

/// <summary>Numbers at which code goes wrong: ends of types, powers of two and their neighbours, what is no number.</summary>
internal static class OddValues
{
    private static readonly long[] Integers =
    [
        0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 31, 32, 63, 64, 65, 126, 127, 128, 129, 254, 255, 256, 257, 32767, 32768, 65535, 65536, 1 << 20, 1 << 28, 1 << 30,
        int.MaxValue - 1, int.MaxValue, 1L << 31, uint.MaxValue, 1L << 32, 1L << 40, long.MaxValue,
    ];

    private static readonly float[] Singles =
    [
        0, 1, 2, 0.5f, 6, 1 / 256f, 1 / 255f, 1 / 128f, 1 / 32768f, 0.1f, 100, 1e-3f, 1e-6f, 1e-10f, 1e-20f, 1e-38f, 1e-45f, 1e10f, 1e20f, 1e30f, float.MaxValue,
        float.PositiveInfinity, float.NaN,
    ];

    private static readonly string[] Texts =
    [
        "", "x", "\n::error::x", "##vso[task.setvariable variable=PATH]x", "\u001b[2J", "a\u202eb", "\u2028", "\u0085", "'", "\0", "../../x", "{0}", "%s", new string('n', 5000),
    ];

    /// <summary>Small ones often, of either sign.</summary>
    public static long Integer(Dice dice)
    {
        var value = dice.OneIn(2) ? dice.Roll(10) : dice.Pick(Integers);
        return dice.OneIn(4) ? -value - dice.Roll(2) : value;
    }

    public static float Single(Dice dice)
    {
        var value = dice.OneIn(3) ? MathF.ScaleB(1, dice.Roll(60) - 30) : dice.Pick(Singles);
        return dice.OneIn(8) ? -value : value;
    }

    public static ReadOnlyMemory<byte> Text(Dice dice) =>
        dice.OneIn(8) ? new byte[] { 0xC3, 0x28, 0xED, 0xA0, 0x80, 0xFF } : System.Text.Encoding.UTF8.GetBytes(dice.Pick(Texts));

    /// <summary>Another value for a little-endian number: near the old one, or odd.</summary>
    public static void Change(Span<byte> number, bool isFloat, Dice dice)
    {
        if (isFloat && !dice.OneIn(8))
        {
            var old = BinaryPrimitives.ReadSingleLittleEndian(number);
            BinaryPrimitives.WriteSingleLittleEndian(number, dice.Roll(4) switch { 0 => old * 2, 1 => old * 1.01f, _ => Single(dice) });
            return;
        }

        Span<byte> wide = stackalloc byte[sizeof(long)];
        wide.Clear();
        number.CopyTo(wide);
        var value = BinaryPrimitives.ReadInt64LittleEndian(wide);
        value = dice.Roll(6) switch { 0 => value + 1, 1 => value - 1, 2 => value ^ (1L << dice.Roll(8 * number.Length)), _ => Integer(dice) };
        BinaryPrimitives.WriteInt64LittleEndian(wide, value);
        wide[..number.Length].CopyTo(number);
    }
}
