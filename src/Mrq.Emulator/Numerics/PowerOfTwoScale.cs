using Mrq.Core.Numerics;

namespace Mrq.Emulator.Numerics;

/// <summary>
/// CheckedLog2 of TFLite <c>internal/quantization_util.cc</c>: a scale counts as a power of two when its logarithm, in
/// float32, is within 0.001 of an integer.
/// </summary>
internal static class PowerOfTwoScale
{
    /// <param name="scale">A positive number.</param>
    /// <returns>The exponent, or null.</returns>
    public static int? Exponent(float scale)
    {
        // The logarithm in double is the correctly rounded float32 one on every machine.
        var logarithm = (float)Math.Log(scale) * (1 / (float)Math.Log(2));
        var rounded = FloatingPoint.Round(logarithm);
        return Math.Abs(logarithm - rounded) < 1e-3f ? (int)rounded : null;
    }
}
