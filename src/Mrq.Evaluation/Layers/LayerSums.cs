namespace Mrq.Evaluation.Layers;

/// <summary>Signal and noise of one layer over one sample, or several: sums of real numbers, which are added in the order of the samples.</summary>
internal readonly record struct LayerSums(double Signal, double Noise, long Count)
{
    /// <summary>A sample's values, added in the order of their indices.</summary>
    public static LayerSums Of(LayerTensor source, ReadOnlySpan<byte> sourceBytes, LayerTensor target, ReadOnlySpan<byte> targetBytes)
    {
        var (signal, noise) = source.Values.Compare(sourceBytes, target.Values, targetBytes);
        return new LayerSums(signal, noise, source.Count(sourceBytes));
    }

    public LayerSums Plus(LayerSums other) => new(Signal + other.Signal, Noise + other.Noise, Count + other.Count);
}
