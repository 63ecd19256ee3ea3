using System.Numerics;
using Mrq.Core.Graph;

namespace Mrq.Emulator.Reference;

/// <summary>Constant weights with their zero point taken off; −255 to 255.</summary>
internal static class Weights
{
    /// <param name="context">The operator; weights are input 1.</param>
    /// <param name="applyZeroPoint">False where TFLite ignores the weights' zero point (int8 convolutions).</param>
    public static short[] Centered(KernelContext context, bool applyZeroPoint)
    {
        var tensor = context.Input(1);
        var zeroPoint = applyZeroPoint ? context.Quantization(tensor).ZeroPoint : 0;
        context.Require(Math.Abs((long)zeroPoint) <= byte.MaxValue, $"the weights' zero point {zeroPoint} is outside their type.");
        return tensor.Type switch
        {
            ElementType.UInt8 => Centered(context.Constant<byte>(1), zeroPoint),
            ElementType.Int4 => Centered<sbyte>(Unpack(context.Constant<byte>(1), checked((int)tensor.Shape.ElementCount)), zeroPoint),
            _ => Centered(context.Constant<sbyte>(1), zeroPoint),
        };
    }

    /// <summary>int4: two in a byte, the first in the low half, each in two's complement.</summary>
    private static sbyte[] Unpack(ReadOnlySpan<byte> packed, int count)
    {
        var unpacked = new sbyte[count];
        for (var i = 0; i < count; i++)
        {
            var nibble = (packed[i / 2] >> (i % 2 * 4)) & 0xF;
            unpacked[i] = (sbyte)((nibble ^ 8) - 8);
        }

        return unpacked;
    }

    private static short[] Centered<T>(ReadOnlySpan<T> stored, int zeroPoint)
        where T : unmanaged, IBinaryInteger<T>
    {
        var centered = new short[stored.Length];
        for (var i = 0; i < stored.Length; i++)
        {
            centered[i] = (short)(int.CreateTruncating(stored[i]) - zeroPoint);
        }

        return centered;
    }
}
