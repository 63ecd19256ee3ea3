namespace Mrq.Core.Targets;

/// <summary>How sure it is what a target demands: types, ranges and scales on one side, what it computes with them on the other.</summary>
/// <param name="Types">Never <see cref="Confidence.Assumed"/>: a name promises knowledge.</param>
/// <param name="Arithmetic">Accumulator, requantization and rounding.</param>
public sealed record TargetConfidence(Confidence Types, Confidence Arithmetic);

/// <summary>Where knowledge of a target comes from, the best first.</summary>
public enum Confidence
{
    /// <summary>Source of the vendor or of the runtime, read.</summary>
    Verified,

    /// <summary>A document of the vendor, which no code confirms.</summary>
    VendorDocument,

    /// <summary>Another tool's model of the target.</summary>
    OtherTool,

    /// <summary>Not public in part: what is assumed instead is listed.</summary>
    Assumed,
}
