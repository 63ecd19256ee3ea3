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
        return tensor.Type == ElementType.UInt8
            ? Centered<byte>(context, applyZeroPoint)
            : Centered<sbyte>(context, applyZeroPoint);
    }

    private static short[] Centered<T>(KernelContext context, bool applyZeroPoint)
        where T : unmanaged, IBinaryInteger<T>
    {
        var stored = context.Constant<T>(1);
        var zeroPoint = applyZeroPoint ? context.Quantization(context.Input(1)).ZeroPoint : 0;
        var centered = new short[stored.Length];
        for (var i = 0; i < stored.Length; i++)
        {
            centered[i] = checked((short)(int.CreateTruncating(stored[i]) - zeroPoint));
        }

        return centered;
    }
}
