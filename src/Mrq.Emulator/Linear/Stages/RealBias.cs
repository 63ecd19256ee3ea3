using Mrq.Emulator.Context;

namespace Mrq.Emulator.Linear.Stages;

/// <summary>Biases that a target adds to real sums: (sum · S_x·S_w + bias) / S_y, each step rounded to float32.</summary>
/// <param name="Products">For each output channel f32(S_x·S_w).</param>
/// <param name="Biases">One for each output channel.</param>
/// <param name="OutputScale">S_y.</param>
internal sealed record RealBias(float[] Products, float[] Biases, float OutputScale)
{
    /// <summary>Null where the biases are integers, or there are none.</summary>
    public static RealBias? Of(KernelContext context, LinearOperands operands, float outputScale)
    {
        if (LinearBias.Real(context, operands) is not { } biases)
        {
            return null;
        }

        var (input, weights) = (context.ActivationQuantization(context.Input(operands.Input)).Scale, context.Quantization(context.Input(operands.Weights)));
        return new RealBias([.. biases.Select((_, channel) => input * weights.ScaleOf(channel))], biases, outputScale);
    }

    /// <summary>The number of output steps, not rounded to an integer.</summary>
    public float Steps(long sum, int channel)
    {
        var real = sum * Products[channel];
        real += Biases[channel];
        return real / OutputScale;
    }
}
