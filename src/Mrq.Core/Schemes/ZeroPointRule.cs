namespace Mrq.Core.Schemes;

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
