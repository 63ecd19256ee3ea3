using Mrq.Core.Numerics;
using Mrq.Emulator.Context;

namespace Mrq.Emulator.Activations;

/// <summary>
/// How SOFTMAX and LOG_SOFTMAX bring the differences of 8-bit values to their row's maximum to Q5.26. Source: PreprocessSoftmaxScaling and
/// CalculateInputRadius in TFLite <c>internal/quantization_util.cc</c>.
/// </summary>
/// <param name="Multiplier">The factor.</param>
/// <param name="SmallestDifference">Differences below this one leave Q5.26, and their exponentials are nothing.</param>
internal readonly record struct SoftmaxScaling(FixedPointMultiplier Multiplier, int SmallestDifference)
{
    private const int IntegerBits = 5;

    public static SoftmaxScaling Create(KernelContext context, Arithmetic arithmetic, double beta, float scale)
    {
        var cap = arithmetic.IsSingleRounding ? (1L << 30) - 1d : (1L << 31) - 1d;
        var real = Math.Min(beta * scale * (1 << (31 - IntegerBits)), cap);
        context.Require(real >= 1, "beta times the input's scale is too small for fixed point.");
        var multiplier = arithmetic.Quantize(real);
        return new(multiplier, -(int)Math.Floor(((1 << IntegerBits) - 1) * (double)(1L << (31 - IntegerBits)) / (1L << multiplier.Shift)));
    }
}
