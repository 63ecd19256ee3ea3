using Mrq.Core.Graph;

namespace Mrq.Evaluation.Layers;

/// <summary>How far one layer's output in the converted model is from the source's, over the samples that were compared.</summary>
public sealed record LayerQuality
{
    /// <summary>Index of the operator in the source's graph.</summary>
    public required int Operator { get; init; }

    public required string OperatorName { get; init; }

    /// <summary>The output as the source has it.</summary>
    public required Tensor Source { get; init; }

    /// <summary>The same tensor of the converted model.</summary>
    public required Tensor Target { get; init; }

    /// <summary>Signal to noise in dB; +∞ when nothing differs.</summary>
    public required double Sqnr { get; init; }

    /// <summary>Root of the mean square of the source's values, in its steps: a tensor of a step or two holds next to nothing.</summary>
    public double SignalSteps { get; init; }

    /// <summary>
    /// Bits of the source's resolution that are lost: ½ · log2(1 + 12 · MSE / S²), S the source's scale. A grid of step S has a noise
    /// of S² / 12 by itself; each quadrupling of the sum of both noises is a bit.
    /// </summary>
    public required double BitsLost { get; init; }

    /// <summary>How often each level occurred in the source.</summary>
    public required IReadOnlyList<LevelGrid> SourceGrids { get; init; }

    /// <summary>The same of the target, as what the source means by it: factors and zero points that conversion folded are taken back.</summary>
    public required IReadOnlyList<LevelGrid> TargetGrids { get; init; }

    /// <summary>Share of the source's values at either end of its range, 0 to 1.</summary>
    public double SourceSaturated => Saturated(SourceGrids);

    /// <summary>Share of the target's values at either end of its range, 0 to 1.</summary>
    public double TargetSaturated => Saturated(TargetGrids);

    private static double Saturated(IReadOnlyList<LevelGrid> grids) => grids.Sum(grid => grid.Counts.Sum()) is > 0 and var sum ? (double)grids.Sum(grid => grid.Counts[0] + grid.Counts[^1]) / sum : 0;
}
