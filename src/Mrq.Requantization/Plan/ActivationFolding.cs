using System.Collections.Immutable;
using Mrq.Core.Graph;

namespace Mrq.Requantization.Plan;

/// <summary>
/// What the target holds instead of an activation x: c·x = S·(q − Z), with a positive factor c that neighbouring weights take up, one for a
/// tensor or one for each channel, and a zero point Z that neighbouring biases take up: the file says 0.
/// </summary>
internal sealed record ActivationFolding(ImmutableArray<double> Factors, ImmutableDictionary<int, double[]> ChannelFactors, ImmutableArray<int> ZeroPoints)
{
    public static ActivationFolding None(int tensors) => new([.. Enumerable.Repeat(1d, tensors)], ImmutableDictionary<int, double[]>.Empty, [.. new int[tensors]]);

    public double Factor(int tensor, int channel) => ChannelFactors.TryGetValue(tensor, out var channels) ? Factors[tensor] * channels[channel] : Factors[tensor];

    /// <summary>The tensors that stand for something else than themselves.</summary>
    public ImmutableDictionary<int, FoldedActivation> Folded(QuantizedGraph graph) => Enumerable.Range(0, Factors.Length)
        .Where(tensor => Factors[tensor] != 1 || ZeroPoints[tensor] != 0 || ChannelFactors.ContainsKey(tensor))
        .ToImmutableDictionary(tensor => tensor, tensor => new FoldedActivation(
            [.. Enumerable.Range(0, ChannelFactors.ContainsKey(tensor) ? graph.Tensors[tensor].Shape[^1] : 1).Select(channel => Factor(tensor, channel))],
            ZeroPoints[tensor]));
}
