using Mrq.Core.Graph;

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
    /// <summary>Whether it holds every tensor of its width on the grid that it has: free scales, free zero points, and all integers.</summary>
    public bool KeepsGrids => ZeroPoint == ZeroPointRule.Free && Form == ScaleForm.Free && Maximum - Minimum == (1L << Type.BitWidth()) - 1;
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
