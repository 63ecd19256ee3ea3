using Mrq.Core.Graph;
using Mrq.Emulator.Context;
using Mrq.Emulator.Linear.Stages;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Floats;

/// <summary>
/// The operands of a linear layer that is computed in float32, most often between DequantizeLinear and QuantizeLinear: each real value is rounded once, as those make them.
/// </summary>
/// <param name="Input">The activations.</param>
/// <param name="Weights">In the order that they are stored in; empty where they are computed.</param>
/// <param name="Bias">For each output channel; null where there is none.</param>
internal sealed record FloatOperands(RealSource Input, float[] Weights, float[]? Bias)
{
    /// <param name="context">The operator.</param>
    /// <param name="operands">Where its operands stand.</param>
    public static FloatOperands Create(KernelContext context, LinearOperands operands)
    {
        var input = new RealSource(context, operands.Input);
        var weights = context.Input(operands.Weights);
        if (weights.Type == ElementType.Float32)
        {
            return new FloatOperands(input, weights.IsConstant ? context.Constant<float>(operands.Weights).ToArray() : [], RealBias(context, operands));
        }

        var quantization = context.Quantization(weights);
        context.Require(quantization.IsPerTensor || quantization.Scales.Length == operands.Channels, $"the weights have {quantization.Scales.Length} scales for {operands.Channels} output channels.");
        var centered = weights.IsConstant ? Linear.Weights.Centered(context) : [];
        var dequantized = new float[centered.Length];
        var run = operands.ChannelsLast ? 1 : Math.Max(1, centered.Length / operands.Channels);
        for (var i = 0; i < dequantized.Length; i++)
        {
            dequantized[i] = centered[i] * quantization.ScaleOf(i / run % operands.Channels);
        }

        return new FloatOperands(input, dequantized, BiasOf(context, operands, context.ActivationQuantization(context.Input(operands.Input)).Scale, quantization));
    }

    private static float[]? RealBias(KernelContext context, LinearOperands operands)
    {
        if (!context.HasInput(operands.Bias))
        {
            return null;
        }

        var bias = context.Constant<float>(operands.Bias).ToArray();
        context.Require(bias.Length == operands.Channels, "the bias does not have a value for each output channel.");
        return bias;
    }

    /// <summary>A bias has the scale that the graph gives it, the product of the scales where it gives none.</summary>
    private static float[]? BiasOf(KernelContext context, LinearOperands operands, float inputScale, QuantizationParameters weights)
    {
        if (!context.HasInput(operands.Bias))
        {
            return null;
        }

        var stored = LinearBias.Read(context, operands, accumulatorScale: null, outputScale: 1);
        // A real bias comes rounded to the product of the scales.
        var quantization = context.Input(operands.Bias).Quantization;
        var bias = new float[stored.Length];
        for (var channel = 0; channel < bias.Length; channel++)
        {
            bias[channel] = stored[channel] * (quantization?.ScaleOf(quantization.IsPerTensor ? 0 : channel) ?? inputScale * weights.ScaleOf(channel));
        }

        return bias;
    }
}
