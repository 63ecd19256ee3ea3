using System.Collections.Immutable;

namespace Mrq.Requantization;

/// <summary>For every activation x the positive factor c of what the target holds instead, c·x: one for a tensor, or one for each channel.</summary>
internal sealed record FoldingFactors(ImmutableArray<double> OfTensor, ImmutableDictionary<int, double[]> OfChannel)
{
    public static FoldingFactors None(int tensors) => new([.. Enumerable.Repeat(1d, tensors)], ImmutableDictionary<int, double[]>.Empty);

    public double Of(int tensor, int channel) => OfChannel.TryGetValue(tensor, out var channels) ? OfTensor[tensor] * channels[channel] : OfTensor[tensor];
}
