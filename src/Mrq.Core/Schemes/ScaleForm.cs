namespace Mrq.Core.Schemes;

/// <summary>Which scales a role may have.</summary>
public enum ScaleForm
{
    /// <summary>Any positive float32.</summary>
    Free,

    /// <summary>2^k with integer k, so that every requantization is a shift.</summary>
    PowerOfTwo,
}
