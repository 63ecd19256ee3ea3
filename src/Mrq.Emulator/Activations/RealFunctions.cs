using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Activations;

/// <summary>
/// The real functions behind tables, from float32 to float32. Source: TFLite <c>kernels/exp.cc</c>, <c>elementwise.cc</c>, <c>activations.cc</c> and
/// <c>reference/gelu.h</c>; see <see cref="RealFunction"/> of how each is rounded.
/// </summary>
internal static class RealFunctions
{
    private const float HalfSquareRootOfTwo = 0.70710678f;
    private const float SquareRootOfTwoOverPi = 0.79788456f;

    public static Func<float, float> Of(KernelContext context)
    {
        var output = context.ActivationQuantization(context.Output());
        var (smallest, largest) = context.Output().Type.IntegerRange();
        return context.Operator switch
        {
            Exp => x => (float)Math.Exp(x),
            Log => x => x <= 0 ? (smallest - output.ZeroPoint) * output.Scale : (float)Math.Log(x),
            Rsqrt => x => x <= 0 ? largest * output.Scale : 1 / MathF.Sqrt(x),
            Elu => x => x < 0 ? (float)ExponentialMinusOne(x) : x,
            Gelu { Approximate: true } => x => 0.5f * x * (1 + (float)Math.Tanh(SquareRootOfTwoOverPi * (x + (0.044715f * x * x * x)))),
            _ => x => 0.5f * x * (float)ErrorFunction.Complement(x * -HalfSquareRootOfTwo),
        };
    }

    /// <summary>eˣ − 1: where the difference would leave too few digits, a series.</summary>
    private static double ExponentialMinusOne(double x) => Math.Abs(x) < 1e-4 ? x * (1 + (x / 2 * (1 + (x / 3)))) : Math.Exp(x) - 1;
}
