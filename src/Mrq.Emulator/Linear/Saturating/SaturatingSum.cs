using System.Collections.Immutable;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear.Saturating;

/// <summary>
/// Sums of products of uint8 and int8 as AVX2 without VNNI adds them: two neighbours in 16 bits that saturate, raw values, and zero points taken off afterwards. An int8 activation
/// that was shifted to uint8 is 128 higher. Source: <c>core/mlas/lib/x86_64/QgemmU8X8KernelAvx2.S</c>.
/// </summary>
/// <param name="Weights">Raw, channel by channel.</param>
/// <param name="Depth">Products of a sum.</param>
/// <param name="InputZeroPoint">The input's, of uint8.</param>
/// <param name="Shift">What makes a stored value uint8.</param>
internal sealed record SaturatingSum(sbyte[] Weights, int Depth, int InputZeroPoint, int Shift)
{
    private ImmutableArray<long> ZeroPoints { get; init; }

    /// <param name="context">The operator; weights are input 1.</param>
    /// <param name="weights">Raw weights, channel by channel.</param>
    /// <param name="depth">Products of a sum.</param>
    public static SaturatingSum Create(KernelContext context, sbyte[] weights, int depth)
    {
        var shift = context.Input(0).Type == Core.Graph.ElementType.Int8 ? 128 : 0;
        return new SaturatingSum(weights, depth, context.ActivationQuantization(context.Input(0)).ZeroPoint + shift, shift) { ZeroPoints = context.Quantization(context.Input(1)).ZeroPoints };
    }

    /// <summary>Σ (x − x_zp)(w − w_zp), but for what saturates.</summary>
    /// <param name="values">Raw activations of uint8.</param>
    /// <param name="channel">The output channel.</param>
    public int Of(ReadOnlySpan<int> values, int channel)
    {
        var weights = Weights.AsSpan(channel * Depth, Depth);
        var (pairs, sumOfWeights, sumOfValues) = (0, 0, 0);
        for (var k = 0; k < Depth; k += 2)
        {
            var pair = values[k] * weights[k];
            (sumOfWeights, sumOfValues) = (sumOfWeights + weights[k], sumOfValues + values[k]);
            if (k + 1 < Depth)
            {
                pair += values[k + 1] * weights[k + 1];
                (sumOfWeights, sumOfValues) = (sumOfWeights + weights[k + 1], sumOfValues + values[k + 1]);
            }

            pairs = unchecked(pairs + Math.Clamp(pair, short.MinValue, short.MaxValue));
        }

        var zeroPoint = (int)ZeroPoints[ZeroPoints.Length == 1 ? 0 : channel];
        return unchecked(pairs - (InputZeroPoint * sumOfWeights) - (zeroPoint * sumOfValues) + (Depth * InputZeroPoint * zeroPoint));
    }
}
