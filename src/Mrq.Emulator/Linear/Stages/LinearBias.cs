using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear.Stages;

/// <summary>The bias of a linear layer in 64 bits; zeros where there is none.</summary>
internal static class LinearBias
{
    /// <param name="context">The operator.</param>
    /// <param name="operands">Where the bias stands.</param>
    /// <param name="accumulatorScale">Given where TFLite checks the bias's scale against it.</param>
    /// <param name="outputScale">The unit of that check.</param>
    public static long[] Read(KernelContext context, LinearOperands operands, float? accumulatorScale, float outputScale)
    {
        var bias = new long[operands.Channels];
        if (!context.HasInput(operands.Bias))
        {
            return bias;
        }

        var tensor = context.Input(operands.Bias);
        if (tensor.Type == ElementType.Float32)
        {
            return context.Arithmetic.Formulas == OperatorFormulas.OnnxRuntime ? Rounded(context, operands) : bias;
        }

        context.Require(
            tensor.Type == ElementType.Int32 || (tensor.Type == ElementType.Int64 && operands.IsWide(context)),
            $"the bias '{tensor.Name}' is {tensor.Type.FieldName()}, not INT32{(operands.IsWide(context) ? " or INT64" : "")}.");
        if (accumulatorScale is { } expected && tensor.Quantization is { } quantization)
        {
            // GetQuantizedConvolutionMultipler in TFLite's kernel_util.cc allows two percent of an output step.
            context.Require(
                Math.Abs((double)expected - quantization.Scale) / outputScale <= 0.02,
                $"the scale of bias '{tensor.Name}' is not input scale times weight scale.");
        }

        context.Require(tensor.Shape.ElementCount == bias.Length, $"the bias '{tensor.Name}' has {tensor.Shape.ElementCount} values for {bias.Length} output channels.");
        if (tensor.Type == ElementType.Int64)
        {
            context.Constant<long>(operands.Bias).CopyTo(bias);
        }
        else
        {
            var stored = context.Constant<int>(operands.Bias);
            for (var i = 0; i < bias.Length; i++)
            {
                bias[i] = stored[i];
            }
        }

        return bias;
    }

    /// <summary>Biases that are real numbers; null where they are integers, or there are none.</summary>
    public static float[]? Real(KernelContext context, LinearOperands operands)
    {
        if (!context.HasInput(operands.Bias) || context.Input(operands.Bias).Type != ElementType.Float32)
        {
            return null;
        }

        var bias = context.Constant<float>(operands.Bias).ToArray();
        context.Require(bias.Length == operands.Channels, $"the bias '{context.Input(operands.Bias).Name}' has {bias.Length} values for {operands.Channels} output channels.");
        return bias;
    }

    /// <summary>ONNX Runtime rounds a real bias beside quantized operands to the accumulator's scale before it fuses them. Source: <c>core/optimizer/qdq_transformer/weight_bias_quantization.cc</c>.</summary>
    private static long[] Rounded(KernelContext context, LinearOperands operands)
    {
        var (input, weights) = (context.ActivationQuantization(context.Input(operands.Input)).Scale, context.Quantization(context.Input(operands.Weights)));
        return [.. Real(context, operands)!.Select((bias, channel) => (long)FloatingPoint.RoundAndClamp(bias / (input * weights.ScaleOf(channel)), Rounding.HalfToEven))];
    }
}
