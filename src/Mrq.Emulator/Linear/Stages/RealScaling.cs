using Mrq.Core.Graph;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear.Stages;

/// <summary>
/// How ONNX Runtime brings sums to the output's scale. Its quantized operators multiply once, in float32; where it computes in float32 throughout,
/// what is here is the exact real value, rounded to float32 and then quantized, which its own sums come to but for near ties.
/// Source: MlasRequantizeOutput in <c>core/mlas/lib/quantize.cpp</c>.
/// </summary>
/// <param name="Factors">For each output channel: f32(f32(input scale · weight scale) / output scale); without the division where it is unfused or real.</param>
/// <param name="OutputScale">Divides the real value where it is unfused; null where the factor has it.</param>
/// <param name="RealBias">A bias that is not at the accumulator's scale; null where the sum has it.</param>
internal sealed record RealScaling(float[] Factors, float? OutputScale, float[]? RealBias)
{
    /// <summary>Whether the ONNX standard's reference is computed: in double, with the zero point before the rounding. Then factors hold the division.</summary>
    public bool IsReference { get; private init; }

    public static RealScaling Create(KernelContext context, LinearOperands operands)
    {
        var input = context.ActivationQuantization(context.Input(operands.Input)).Scale;
        var weights = context.Quantization(context.Input(operands.Weights));
        float? output = context.Output().Type == ElementType.Float32 ? null : context.ActivationQuantization(context.Output()).Scale;
        var products = new float[operands.Channels];
        for (var channel = 0; channel < products.Length; channel++)
        {
            products[channel] = input * weights.ScaleOf(channel);
        }

        if (context.Arithmetic.IsReference && output is { } step)
        {
            var biases = BiasOf(context, operands, products);
            return new RealScaling(Array.ConvertAll(products, product => product / step), 1, biases is null ? null : Array.ConvertAll(biases, bias => bias / step)) { IsReference = true };
        }

        return context.Arithmetic.IsUnfused || output is null
            ? new RealScaling(products, output, context.Arithmetic.IsUnfused ? BiasOf(context, operands, products) : null)
            : new RealScaling(Array.ConvertAll(products, product => product / output.Value), null, null);
    }

    /// <summary>The real value of a sum.</summary>
    public float Real(long sum, int channel) => (float)((sum * (double)Factors[channel]) + (RealBias is null ? 0 : RealBias[channel]));

    /// <summary>The number of output steps, not rounded; the zero point comes after that.</summary>
    public float Steps(long sum, int channel) => OutputScale is { } scale ? Real(sum, channel) / scale : (float)(int)sum * Factors[channel];

    /// <summary>The integer of the reference, before it is clamped. Source: <c>onnx/reference/ops/op_qlinear_conv.py</c>, <c>op_qlinear_matmul.py</c>.</summary>
    public long Rounded(long sum, int channel, int zeroPoint) => (long)Math.Round((sum * (double)Factors[channel]) + (RealBias is null ? 0 : RealBias[channel]) + zeroPoint, MidpointRounding.ToEven);

    private static float[]? BiasOf(KernelContext context, LinearOperands operands, float[] products)
    {
        if (!context.HasInput(operands.Bias) || context.Input(operands.Bias) is not { Type: ElementType.Int32, Quantization: { } quantization })
        {
            return null;
        }

        var isProduct = true;
        for (var channel = 0; channel < products.Length && isProduct; channel++)
        {
            isProduct = Math.Abs((double)quantization.ScaleOf(channel) - products[channel]) <= 1e-6 + (0.01 * products[channel]);
        }

        if (isProduct)
        {
            return null;
        }

        var stored = context.Constant<int>(operands.Bias);
        var bias = new float[products.Length];
        for (var channel = 0; channel < bias.Length; channel++)
        {
            bias[channel] = stored[channel] * quantization.ScaleOf(channel);
        }

        return bias;
    }
}
