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

    /// <summary>Activations that stand for something else than the source's, by their tensor: conversion moved factors or zero points into their neighbours.</summary>
    public ImmutableDictionary<int, FoldedActivation> Folded { get; init; } = ImmutableDictionary<int, FoldedActivation>.Empty;

    /// <summary>Seconds by pass, in the order of their first use.</summary>
    public ImmutableArray<PassTime> Times { get; init; } = [];
}
