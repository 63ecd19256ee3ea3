using Mrq.Core.Graph;

namespace Mrq.Core.Operators;

/// <summary>An operator that slides a window over an NHWC image.</summary>
public abstract record WindowedOperator : ActivatedOperator
{
    public Padding Padding { get; init; }

    /// <summary>How far windows reach beyond the image on each side, in place of <see cref="Padding"/>; null where that says it, as TFLite's files always do.</summary>
    public Margins? Pads { get; init; }

    public int StrideW { get; init; } = 1;

    public int StrideH { get; init; } = 1;
}
