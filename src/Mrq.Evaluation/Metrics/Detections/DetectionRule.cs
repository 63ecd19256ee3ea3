using System.Collections.Immutable;

namespace Mrq.Evaluation.Metrics.Detections;

/// <summary>How boxes that are found and boxes that are there become an average precision.</summary>
/// <param name="Overlaps">The least overlaps at which a box is found; the mean over them counts.</param>
/// <param name="MostOfClass">How many boxes of a class count in one sample, the surest of them.</param>
/// <param name="IsCoco">Whether matching and precision are COCO's, else PASCAL VOC's of 2010 and later.</param>
internal sealed record DetectionRule(ImmutableArray<double> Overlaps, int MostOfClass, bool IsCoco)
{
    /// <summary>0.50 to 0.95 by 0.05, and 100 boxes of a class. Source: pycocotools' <c>cocoeval.py</c>, its first number.</summary>
    public static DetectionRule Coco { get; } = new([.. Enumerable.Range(0, 10).Select(i => 0.5 + (i * 0.05))], 100, true);

    /// <summary>One half. Source: the PASCAL VOC 2010 development kit's <c>VOCevaldet.m</c> and <c>VOCap.m</c>, without its sides of pixels that count both ends.</summary>
    public static DetectionRule Voc { get; } = new([0.5], int.MaxValue, false);
}
