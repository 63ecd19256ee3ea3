using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Requantization;

/// <summary>A converted graph and what happened to each layer.</summary>
public sealed record RequantizedModel(QuantizedGraph Graph, ImmutableArray<LayerReport> Layers);
