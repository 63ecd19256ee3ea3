using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Requantization.Layers;

namespace Mrq.Requantization;

/// <summary>A converted graph and what happened to each layer.</summary>
/// <param name="Source">
/// The graph that was converted: it computes what the model computes, with each constant for one reader and each clamp said by an operator. Its tensors and
/// operators stand where those of <paramref name="Graph"/> do.
/// </param>
/// <param name="Graph">The converted graph.</param>
/// <param name="Layers">What happened to each layer with weights.</param>
public sealed record RequantizedModel(QuantizedGraph Source, QuantizedGraph Graph, ImmutableArray<LayerReport> Layers)
{
    /// <summary>What computes each operator of <see cref="Graph"/>.</summary>
    public required ArithmeticAssignment Arithmetic { get; init; }

    /// <summary>What the user should know of the source, each with its code.</summary>
    public ImmutableArray<(MrqCode Code, string Message)> Warnings { get; init; } = [];

    /// <summary>SQNR of the scores on the calibration samples in dB; null without samples or without a difference.</summary>
    public double? CalibrationSqnr { get; init; }

    /// <summary>Share of calibration samples with the source's arg-max; null without samples.</summary>
    public double? CalibrationAgreement { get; init; }

    /// <summary>Activations that stand for something else than the source's, by their tensor: conversion moved factors or zero points into their neighbours.</summary>
    public ImmutableDictionary<int, FoldedActivation> Folded { get; init; } = ImmutableDictionary<int, FoldedActivation>.Empty;

    /// <summary>Seconds by pass, in the order of their first use.</summary>
    public ImmutableArray<PassTime> Times { get; init; } = [];
}
