namespace Mrq.Core.Schemes;

/// <summary>Which zero points a role may have.</summary>
public enum ZeroPointRule
{
    /// <summary>Symmetric: always 0.</summary>
    Zero,

    /// <summary>Asymmetric: any value of the type.</summary>
    Free,
}
