namespace Mrq.Reporting;

/// <summary>What conversion did to the weights of one layer, as the page lists it.</summary>
/// <param name="Operator">The layer, as "CONV_2D at 12".</param>
/// <param name="Weights">Name of the weights' tensor.</param>
/// <param name="Count">Number of weights.</param>
/// <param name="Clipped">Weights outside the target's range.</param>
/// <param name="RegriddedChannels">Output channels that were rounded anew to another scale.</param>
/// <param name="LargestBiasCorrection">In steps of the layer's output.</param>
public sealed record ClippedWeights(string Operator, string Weights, int Count, int Clipped, int RegriddedChannels, double LargestBiasCorrection)
{
    /// <summary>The largest absolute weight of the output channel that reaches least, and of the one that reaches furthest, in the source; null where that is not known.</summary>
    public (double Least, double Most)? Reach { get; init; }
}
