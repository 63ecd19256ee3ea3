namespace Mrq.Requantization;

/// <summary>What conversion did to the weights of one layer.</summary>
public sealed record LayerReport
{
    /// <summary>Index of the operator in the graph.</summary>
    public required int Operator { get; init; }

    public required string OperatorName { get; init; }

    /// <summary>Name of the weights' tensor.</summary>
    public required string Weights { get; init; }

    public required int WeightCount { get; init; }

    /// <summary>Whether all channels keep the source's scale, so that each weight is the source's integer minus its zero point.</summary>
    public required bool GridKept { get; init; }

    /// <summary>Weights that lay outside the target's range and were clipped.</summary>
    public required int ClippedWeights { get; init; }

    /// <summary>Output channels whose weights were rounded anew to another scale.</summary>
    public required int RegriddedChannels { get; init; }

    /// <summary>Largest change of a bias by rounding error folding, in steps of the layer's output; 0 where nothing was folded.</summary>
    public double LargestBiasCorrection { get; init; }
}
