using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Requantization;

/// <summary>A converted graph and what happened to each layer.</summary>
public sealed record RequantizedModel(QuantizedGraph Graph, ImmutableArray<LayerReport> Layers)
{
    /// <summary>SQNR of the scores on the calibration samples in dB; null without samples or without a difference.</summary>
    public double? CalibrationSqnr { get; init; }

    /// <summary>Share of calibration samples with the source's arg-max; null without samples.</summary>
    public double? CalibrationAgreement { get; init; }

    /// <summary>Seconds by pass, in the order of their first use.</summary>
    public ImmutableArray<PassTime> Times { get; init; } = [];
}
