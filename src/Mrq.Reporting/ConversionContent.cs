using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Sensitivity;

namespace Mrq.Reporting;

/// <summary>What a page shows of the conversion itself: known before all samples are measured.</summary>
public sealed record ConversionContent
{
    /// <summary>How sure it is what the target computes; null where the scheme is no target's.</summary>
    public TargetSection? Arithmetic { get; init; }

    /// <summary>Operators that were kept as they are, and why.</summary>
    public IReadOnlyList<(string Operator, string Reason)> Border { get; init; } = [];

    public required IReadOnlyList<LayerQuality> Layers { get; init; }

    /// <summary>Samples that the layers were compared on.</summary>
    public required int LayerSamples { get; init; }

    /// <summary>What each operator costs; null where nobody asked.</summary>
    public SensitivityResult? Sensitivity { get; init; }

    /// <summary>What more bits for some operators gained; null where nobody asked.</summary>
    public PrecisionSection? Precision { get; init; }

    /// <summary>The layers that lose most, worst first.</summary>
    public required IReadOnlyList<WorstLayer> Worst { get; init; }

    public required IReadOnlyList<ClippedWeights> Weights { get; init; }
}
