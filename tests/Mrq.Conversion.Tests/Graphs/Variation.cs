namespace Mrq.Conversion.Tests.Graphs;

/// <summary>Ways to write one network that must not make a difference.</summary>
[Flags]
internal enum Variation
{
    None = 0,

    /// <summary>A constant that several layers read is stored once for each.</summary>
    CopiedConstants = 1,

    /// <summary>A clamp that is only in an output's range is also fused into the operator.</summary>
    ExplicitClamps = 2,
}
