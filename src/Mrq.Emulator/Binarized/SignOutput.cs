using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Binarized;

/// <summary>
/// What becomes of the signs that disagree in a window of K signs. With d twice their number the sum of products is K − d. Real outputs are float32(clamp(d)) · m' + b' with
/// m' = −m / scale and b' = (b + K · m) / scale + zero point, both computed in double and rounded to float32 once; int8 outputs are rounded, ties away from zero, and cut. The bit of
/// a binarized output is set where d / 2 is above the channel's threshold.
/// Source: Larq Compute Engine <c>core/bconv2d/output_transform.h</c> and <c>OneTimeSetup</c> of <c>tflite/kernels/bconv2d.cc</c>.
/// </summary>
internal sealed class SignOutput
{
    private int[] Thresholds { get; init; } = [];

    private float[] Multipliers { get; init; } = [];

    private float[] Biases { get; init; } = [];

    private (int Low, int High) Bounds { get; init; }

    public static SignOutput Create(KernelContext context, LceBconv2d step, SignGeometry geometry)
    {
        if (context.Output().Type == ElementType.Int32)
        {
            RequireLength(context, 4, geometry.Channels);
            return new SignOutput { Thresholds = context.Constant<int>(4).ToArray() };
        }

        RequireLength(context, 2, geometry.Channels);
        RequireLength(context, 3, geometry.Channels);
        context.Require(context.Input(2).Type == ElementType.Float32 && context.Input(3).Type == ElementType.Float32, "multipliers and biases must be FLOAT32.");
        var (multipliers, biases) = (context.Constant<float>(2).ToArray(), context.Constant<float>(3).ToArray());
        context.Require(multipliers.Concat(biases).All(float.IsFinite), "multipliers and biases must be finite.");
        var grid = context.Output().Type == ElementType.Int8 ? context.ActivationQuantization(context.Output()) : null;
        double scale = grid?.Scale ?? 1, zeroPoint = grid?.ZeroPoint ?? 0, signs = geometry.Signs;
        var (low, high) = step.FusedActivationFunction switch
        {
            ActivationFunctionType.Relu => (0, int.MaxValue),
            ActivationFunctionType.Relu6 => (0, 6),
            ActivationFunctionType.ReluN1To1 => (-1, 1),
            _ => (-int.MaxValue, int.MaxValue),
        };
        return new SignOutput
        {
            Multipliers = [.. multipliers.Select(multiplier => (float)(-multiplier / scale))],
            Biases = [.. biases.Select((bias, channel) => (float)(((bias + (signs * multipliers[channel])) / scale) + zeroPoint))],
            Bounds = (geometry.Signs - Math.Min(high, geometry.Signs), geometry.Signs - Math.Max(low, -geometry.Signs)),
        };
    }

    /// <summary>Writes one channel of a pixel whose words, or values, are 0 so far.</summary>
    /// <param name="pixel">The output's pixel.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="twice">Twice the number of signs that disagree.</param>
    public void Write<T>(Span<T> pixel, int channel, int twice)
        where T : unmanaged
    {
        if (typeof(T) == typeof(int))
        {
            MemoryMarshal.Cast<T, int>(pixel)[channel / SignWords.Bits] |= twice / 2 > Thresholds[channel] ? 1 << (channel % SignWords.Bits) : 0;
            return;
        }

        // Two roundings: the product's and the sum's.
        var product = Math.Clamp(twice, Bounds.Low, Bounds.High) * Multipliers[channel];
        var value = product + Biases[channel];
        if (typeof(T) == typeof(float))
        {
            MemoryMarshal.Cast<T, float>(pixel)[channel] = value;
        }
        else
        {
            MemoryMarshal.Cast<T, sbyte>(pixel)[channel] = (sbyte)Math.Clamp(MathF.Round(value, MidpointRounding.AwayFromZero), sbyte.MinValue, sbyte.MaxValue);
        }
    }

    private static void RequireLength(KernelContext context, int input, int channels) =>
        context.Require(context.Input(input).Shape is { Rank: 1 } shape && shape[0] == channels, $"input {input} is {context.Input(input).Shape}, and must have {channels} values.");
}
