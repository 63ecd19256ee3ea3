using Mrq.Core.Graph;
using Mrq.Core.Numerics;

namespace Mrq.Core.Schemes;

/// <summary>What a scheme demands of the tensors of one role.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Minimum">Smallest integer that may be used; −127 where a target restricts the range.</param>
/// <param name="Maximum">Largest integer that may be used.</param>
/// <param name="ZeroPoint">Symmetric or not.</param>
/// <param name="Granularity">One scale, or one for each channel.</param>
/// <param name="Form">Free scales or powers of two.</param>
public sealed record TensorRule(ElementType Type, int Minimum, int Maximum, ZeroPointRule ZeroPoint, Granularity Granularity, ScaleForm Form = ScaleForm.Free)
{
    /// <summary>The smallest scale that there may be; 0 where any may. Some tools widen what would have less (PyTorch's observers: their eps).</summary>
    public float SmallestScale { get; init; }

    /// <summary>Whether it holds every tensor of its width on the grid that it has, if its scale is not too small: free scales, free zero points, and all integers.</summary>
    public bool KeepsGrids => ZeroPoint == ZeroPointRule.Free && Form == ScaleForm.Free && Maximum - Minimum == (1L << Type.BitWidth()) - 1;

    /// <summary>A range may pass a power of two by this much: source ranges are rounded, and 2⁻⁸ of a step saturates nothing.</summary>
    private const double Tolerance = 1.0 / (256 * 128);

    /// <summary>
    /// The parameters that cover a range of real values around 0. A symmetric rule takes S = max(high / largest integer, −low / −smallest integer), for power-of-two
    /// scales the next one up.
    /// </summary>
    public QuantizationParameters Covering(double low, double high)
    {
        var unsigned = ZeroPoint == ZeroPointRule.ZeroOrMinimum && low == 0;
        var scale = ZeroPoint == ZeroPointRule.Free || unsigned
            ? (high - low) / (Maximum - Minimum)
            : Math.Max(high / Maximum, low / Minimum);
        if (Form == ScaleForm.PowerOfTwo && scale > 0)
        {
            scale = PowerOfTwo.Ceiling(scale * (1 - Tolerance));
        }

        // A tensor that is always 0 still needs a scale.
        scale = Math.Max(scale > 0 ? scale : 1, SmallestScale);
        var zeroPoint = unsigned ? Minimum
            : ZeroPoint == ZeroPointRule.Free ? (long)FloatingPoint.Round(Minimum - (low / scale))
            : 0;
        return new QuantizationParameters((float)scale, zeroPoint);
    }
}

/// <summary>How many scales a tensor has.</summary>
public enum Granularity
{
    PerTensor,

    /// <summary>One scale for each output channel; only for weights and their biases.</summary>
    PerChannel,
}

/// <summary>Which scales a role may have.</summary>
public enum ScaleForm
{
    /// <summary>Any positive float32.</summary>
    Free,

    /// <summary>2^k with integer k, so that every requantization is a shift.</summary>
    PowerOfTwo,
}

/// <summary>Which zero points a role may have.</summary>
public enum ZeroPointRule
{
    /// <summary>Symmetric: always 0.</summary>
    Zero,

    /// <summary>
    /// Symmetric, and unsigned where a tensor is never negative. A container whose kernels take one type for all tensors holds the
    /// unsigned integers u as u + smallest value of the type, with that value as the zero point: int8 with zero point −128 is uint8 with 0.
    /// </summary>
    ZeroOrMinimum,

    /// <summary>Asymmetric: any value of the type.</summary>
    Free,
}
