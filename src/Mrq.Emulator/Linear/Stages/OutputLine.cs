namespace Mrq.Emulator.Linear.Stages;

/// <summary>
/// Requantization as a line of float32, clamped to the layer's range by whoever applies it. Each of its three steps, conversion, fused multiply-add
/// and rounding, is monotone and the slope is not below 0, so that it is monotone on either side of zero.
/// </summary>
/// <param name="Slope">About the factor of the channel.</param>
/// <param name="Intercept">About the zero point; about zero where the line is signed.</param>
/// <param name="Raised">The one sum whose output the line leaves one too low and that is raised; null where there is none.</param>
internal readonly record struct OutputLine(float Slope, float Intercept, int? Raised = null)
{
    /// <summary>rint(fma(sum, slope, intercept)), while it fits 32 bits. Ties go to even.</summary>
    /// <param name="sum">Any sum; beyond 2²⁴ it is rounded to float32.</param>
    public int Unraised(int sum) => (int)MathF.Round(MathF.FusedMultiplyAdd(sum, Slope, Intercept), MidpointRounding.ToEven);

    /// <summary>The output before the clamp.</summary>
    /// <param name="sum">The sum with its bias.</param>
    /// <param name="kind">What kind of line this is.</param>
    /// <param name="zeroPoint">The output's zero point, which a signed line does not have in its intercept.</param>
    public long Apply(int sum, LineKind kind, int zeroPoint) =>
        kind.IsSigned() ? zeroPoint + ((long)Math.Sign(sum) * (Unraised(Math.Abs(sum)) + (sum == Raised ? 1 : 0))) : (long)Unraised(sum) + (sum == Raised ? 1 : 0);
}

/// <summary>How lines are applied.</summary>
internal enum LineKind
{
    /// <summary>There is no line.</summary>
    None,

    /// <summary>As it is.</summary>
    Plain,

    /// <summary>One sum of each channel is raised by one.</summary>
    Raised,

    /// <summary>To the magnitude of the sum, the sign and the zero point after that: for rounding that is symmetric about zero.</summary>
    Signed,

    /// <summary>Signed, and the magnitude of one sum of each channel is raised by one.</summary>
    SignedRaised,
}

/// <summary>Facts about kinds of lines.</summary>
internal static class LineKinds
{
    public static bool IsSigned(this LineKind kind) => kind is LineKind.Signed or LineKind.SignedRaised;

    /// <summary>The same kind with raised sums.</summary>
    public static LineKind Raised(this LineKind kind) => kind.IsSigned() ? LineKind.SignedRaised : LineKind.Raised;
}
