namespace Mrq.Core.Numerics;

/// <summary>What a register does with a sum that it cannot hold.</summary>
public enum AccumulatorOverflow
{
    /// <summary>Two's complement: the upper bits are lost.</summary>
    Wrap,

    /// <summary>The nearest value that it can hold.</summary>
    Saturate,
}
