using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Emulator.Reference;

/// <summary>
/// What the convolution family does with an accumulator: add the bias, requantize by the channel's multiplier, add the
/// output's zero point, clamp.
/// </summary>
internal sealed class OutputStage
{
    private readonly Arithmetic _arithmetic;
    private readonly FixedPointMultiplier[] _multipliers;
    private readonly int[] _bias;
    private readonly int _zeroPoint;
    private readonly ActivationRange _range;

    private OutputStage(Arithmetic arithmetic, FixedPointMultiplier[] multipliers, int[] bias, int zeroPoint, ActivationRange range)
    {
        _arithmetic = arithmetic;
        _multipliers = multipliers;
        _bias = bias;
        _zeroPoint = zeroPoint;
        _range = range;
    }

    /// <summary>The stage of a convolution (input 0, weights input 1, optional bias input 2).</summary>
    /// <param name="context">The operator.</param>
    /// <param name="function">Its fused activation.</param>
    /// <param name="channels">Output channels.</param>
    /// <param name="floatProduct">
    /// Whether the real multiplier takes the product of the scales in float32 (uint8 convolutions and per-tensor
    /// FULLY_CONNECTED) or in double (all others). The two differ in the last bit of a multiplier now and then.
    /// </param>
    /// <param name="arithmetic">The arithmetic of this operator, where it is not the engine's.</param>
    public static OutputStage Create(KernelContext context, ActivationFunctionType function, int channels, bool floatProduct, Arithmetic? arithmetic = null)
    {
        var input = context.ActivationQuantization(context.Input(0));
        var weights = context.Quantization(context.Input(1));
        var output = context.ActivationQuantization(context.Output());
        context.Require(
            weights.IsPerTensor || weights.Scales.Length == channels,
            $"the weights have {weights.Scales.Length} scales for {channels} output channels.");

        arithmetic ??= context.Arithmetic;
        var multipliers = new FixedPointMultiplier[channels];
        for (var channel = 0; channel < channels; channel++)
        {
            multipliers[channel] = arithmetic.Quantize(RealMultiplier(input.Scale, weights.ScaleOf(channel), output.Scale, floatProduct));
        }

        return new OutputStage(
            arithmetic,
            multipliers,
            Bias(context, channels, floatProduct ? input.Scale * weights.Scale : null, output.Scale),
            output.ZeroPoint,
            ActivationRange.Create(context, function, context.Output().Type, output));
    }

    public static double RealMultiplier(float input, float weight, float output, bool floatProduct) =>
        floatProduct ? (double)(input * weight) / output : (double)input * weight / output;

    public int Apply(int accumulator, int channel)
    {
        var sum = unchecked(accumulator + _bias[channel]);
        return _range.Clamp(unchecked(_arithmetic.Multiply(sum, _multipliers[channel]) + _zeroPoint));
    }

    /// <summary>The bias, or zeros. <paramref name="accumulatorScale"/> is given where TFLite checks the bias's scale against it.</summary>
    internal static int[] Bias(KernelContext context, int channels, float? accumulatorScale, float outputScale)
    {
        if (!context.HasInput(2))
        {
            return new int[channels];
        }

        var tensor = context.Input(2);
        context.Require(tensor.Type == ElementType.Int32, $"the bias '{tensor.Name}' is {tensor.Type.FieldName()}, not INT32.");
        if (accumulatorScale is { } expected && tensor.Quantization is { } quantization)
        {
            // GetQuantizedConvolutionMultipler in TFLite's kernel_util.cc allows two percent of an output step.
            context.Require(
                Math.Abs((double)expected - quantization.Scale) / outputScale <= 0.02,
                $"the scale of bias '{tensor.Name}' is not input scale times weight scale.");
        }

        var bias = context.Constant<int>(2).ToArray();
        context.Require(bias.Length == channels, $"the bias '{tensor.Name}' has {bias.Length} values for {channels} output channels.");
        return bias;
    }
}
