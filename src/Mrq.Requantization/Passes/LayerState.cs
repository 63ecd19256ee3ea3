using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Layers;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Passes;

/// <summary>What the passes over one layer hand on.</summary>
/// <param name="Folded">The source's layer in the target's units.</param>
/// <param name="Rule">What the target allows of its weights.</param>
/// <param name="Ranges">The integers that it allows, by row.</param>
/// <param name="SmallestScales">For each row the smallest scale that its bias allows.</param>
/// <param name="Groups">Its rows by their inputs.</param>
/// <param name="Inputs">What its inputs are on the samples; null where there are none.</param>
internal sealed record LayerState(FoldedLayer Folded, TensorRule Rule, WeightRanges Ranges, double[] SmallestScales, ImmutableArray<RowGroup> Groups, ILayerInputs? Inputs) : IDisposable
{
    /// <summary>The largest scale of its weights that leaves the layer a legal shift.</summary>
    public double LargestScale { get; init; } = double.PositiveInfinity;

    /// <summary>What the target allows of its biases.</summary>
    public BiasRule BiasRule { get; init; } = BiasRule.Plain;

    /// <summary>Where it is, for messages.</summary>
    public MrqPlace Place { get; init; } = new();

    /// <summary>Statistics of each group's inputs; null where there are none.</summary>
    public IReadOnlyList<InputMoments>? Moments { get; init; }

    /// <summary>The rows that the integers are to stand for.</summary>
    public double[][] Wanted { get; init; } = Folded.Rows;

    /// <summary>For each row the error that its inputs make of integers; null where nothing is known of them, or they never vary.</summary>
    public GptqRounding?[] Metrics { get; init; } = new GptqRounding?[Folded.Rows.Length];

    /// <summary>Whether the scale at which weights are the source's integers comes first.</summary>
    public bool PreservesGrid { get; init; }

    /// <summary>Whether each rounding error is handed on to the weights not yet rounded.</summary>
    public bool FeedsBack { get; init; }

    /// <summary>Scales that a row may have, the preferred one first; one list where all rows share theirs.</summary>
    public ImmutableArray<IReadOnlyList<float>> ScaleCandidates { get; init; } = [];

    /// <summary>A scale for each row; all equal where the target has one.</summary>
    public float[] Scales { get; init; } = [];

    /// <summary>The integers; null until they are rounded.</summary>
    public RoundedLayer? Rounded { get; init; }

    /// <summary>Real biases of the target; null for a layer without.</summary>
    public double[]? Bias { get; init; }

    /// <summary>The largest change of a bias by what was folded into it, in steps of the output.</summary>
    public double LargestBiasCorrection { get; init; }

    /// <summary>Parameters of the target's input and output, and the zero points that biases take up.</summary>
    public required LayerUnits Units { get; init; }

    /// <summary>Gives back the matrices; nothing may ask for moments or metrics afterwards.</summary>
    public void Dispose()
    {
        foreach (var metric in Metrics.Distinct())
        {
            metric?.Dispose();
        }

        foreach (var moments in Moments ?? [])
        {
            moments.Dispose();
        }
    }
}
