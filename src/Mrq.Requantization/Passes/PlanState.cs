using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Passes;

/// <summary>What the passes over the plan hand on.</summary>
/// <param name="Plan">The graph as it is by now, with the rules of its tensors and operators.</param>
/// <param name="Samples">Calibration samples; null where there are none.</param>
internal sealed record PlanState(ConversionPlan Plan, ICalibrationSamples? Samples)
{
    /// <summary>What the user should know of the source.</summary>
    public ImmutableArray<(MrqCode Code, string Message)> Warnings { get; init; } = [];

    /// <summary>What the activations do on the samples; null where nothing asks for it.</summary>
    public IReadOnlyDictionary<int, TensorStatistics>? Statistics { get; init; }

    /// <summary>How often activations stand at the ends of their ranges: on the samples, or without any on noise.</summary>
    public IReadOnlyDictionary<int, TensorStatistics>? Ends { get; init; }

    /// <summary>Activations whose zero point biases take up.</summary>
    public ImmutableHashSet<int> Movable { get; init; } = [];

    /// <summary>Factors that neighbours take up.</summary>
    public ActivationFolding Folding { get; init; } = ActivationFolding.None(Plan.Graph.Tensors.Length);

    /// <summary>How much of its nominal range an activation has to hold.</summary>
    public RangeCoverage Coverage { get; init; } = RangeCoverage.Whole;

    /// <summary>What factors and ranges cost, where there is a scale to choose.</summary>
    public FoldingCost? Cost { get; init; }

    /// <summary>What becomes of the activations; null until it is chosen.</summary>
    public ActivationPlan? Activations { get; init; }

    /// <summary>The target under it, with the weights and biases of the source; null until it is chosen.</summary>
    public QuantizedGraph? Target { get; init; }

    /// <summary>The same for an edited graph. What was chosen for the old one is chosen anew.</summary>
    public PlanState On(ConversionPlan plan) => ReferenceEquals(plan, Plan) ? this : new PlanState(plan, Samples) { Warnings = Warnings, Statistics = Statistics, Ends = Ends };
}
