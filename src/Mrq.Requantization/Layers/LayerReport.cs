namespace Mrq.Requantization.Layers;

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

    /// <summary>Output channel whose weights changed most for their size.</summary>
    public int WorstChannel { get; init; }

    /// <summary>Its ‖W − W'‖² / ‖W'‖², the correction of weights included.</summary>
    public double WorstChannelError { get; init; }

    /// <summary>Resolution that the layer's output lost: log2 of the target's step over the source's, in the same units.</summary>
    public double BitsLost { get; init; }

    /// <summary>SQNR of the layer's output against the source's on the calibration samples, in dB; null where there are none or nothing differs.</summary>
    public double? Sqnr { get; init; }

    /// <summary>Least k over the channels with input step · weight step / output step in (2⁻ᵏ⁻¹, 2⁻ᵏ]: for power-of-two scales the shift.</summary>
    public int SmallestShift { get; init; }

    /// <summary>The greatest.</summary>
    public int LargestShift { get; init; }

    /// <summary>Bits of a 32-bit accumulator that no input can fill; negative where it can overflow.</summary>
    public int AccumulatorHeadroom { get; init; }
}
