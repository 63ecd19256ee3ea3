using System.Collections.Immutable;
using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear;

/// <summary>Constant weights with their zero points taken off: −255 to 255, or the 16 bits of those that have no zero point.</summary>
internal static class Weights
{
    /// <param name="context">The operator; weights are input 1, with their output channels innermost for DEPTHWISE_CONV_2D and outermost for all others.</param>
    public static short[] Centered(KernelContext context)
    {
        var tensor = context.Input(1);
        var quantization = context.Quantization(tensor);
        var zeroPoints = IgnoresZeroPoints(context, tensor, quantization) ? [0L] : quantization.ZeroPoints;
        foreach (var zeroPoint in zeroPoints)
        {
            context.Require(zeroPoint is >= -byte.MaxValue and <= byte.MaxValue, $"the weights' zero point {zeroPoint} is outside their type.");
        }

        var channelsLast = context.Operator is DepthwiseConv2D;
        return tensor.Type switch
        {
            ElementType.UInt8 => Centered(context.Constant<byte>(1), zeroPoints, channelsLast),
            ElementType.Int16 => Wide(context, zeroPoints),
            ElementType.Int4 => Centered<sbyte>(Unpack(context.Constant<byte>(1), checked((int)tensor.Shape.ElementCount)), zeroPoints, channelsLast),
            _ => Centered(context.Constant<sbyte>(1), zeroPoints, channelsLast),
        };
    }

    private static short[] Wide(KernelContext context, ImmutableArray<long> zeroPoints)
    {
        context.Require(zeroPoints.All(zeroPoint => zeroPoint == 0), "int16 weights must have zero point 0.");
        return context.Constant<short>(1).ToArray();
    }

    private static bool IgnoresZeroPoints(KernelContext context, Tensor tensor, QuantizationParameters quantization) =>
        context.Arithmetic.Quirks.IgnoresZeroPointOfInt8Weights
        && tensor.Type != ElementType.UInt8
        && (context.Operator is not FullyConnected || !quantization.IsPerTensor);

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

    private static short[] Centered<T>(ReadOnlySpan<T> stored, ImmutableArray<long> zeroPoints, bool channelsLast)
        where T : unmanaged, IBinaryInteger<T>
    {
        var centered = new short[stored.Length];
        var run = channelsLast ? 1 : Math.Max(1, stored.Length / zeroPoints.Length);
        for (var i = 0; i < stored.Length; i++)
        {
            centered[i] = (short)(int.CreateTruncating(stored[i]) - (int)zeroPoints[i / run % zeroPoints.Length]);
        }

        return centered;
    }
}
