namespace Mrq.Emulator.Linear.Stages;

/// <summary>
/// Requantization as a line of float32: rint(fma(x, slope, intercept)), the zero point in the intercept, clamped to the layer's range by
/// whoever applies it. Each of its three steps rounds monotonically and the slope is positive, so that it is monotone.
/// </summary>
/// <param name="Slope">About the factor of the channel.</param>
/// <param name="Intercept">About the zero point.</param>
internal readonly record struct OutputLine(float Slope, float Intercept)
{
    /// <summary>Before the clamp, and while it fits 32 bits. Ties go to even.</summary>
    /// <param name="sum">Any sum; beyond 2²⁴ it is rounded to float32.</param>
    public int Apply(int sum) => (int)MathF.Round(MathF.FusedMultiplyAdd(sum, Slope, Intercept), MidpointRounding.ToEven);
}
