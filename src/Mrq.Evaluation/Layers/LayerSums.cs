namespace Mrq.Evaluation.Layers;

/// <summary>Signal and noise of one layer over one sample, or several: sums of real numbers, which are added in the order of the samples.</summary>
internal readonly record struct LayerSums(double Signal, double Noise, long Count)
{
    /// <summary>A sample's values, added in the order of their indices.</summary>
    public static LayerSums Of(LayerTensor source, ReadOnlySpan<byte> sourceBytes, LayerTensor target, ReadOnlySpan<byte> targetBytes)
    {
        var count = source.Count(sourceBytes);
        var (signal, noise) = (0d, 0d);
        for (var i = 0; i < count; i++)
        {
            var value = source.Real(sourceBytes, i);
            var difference = value - target.Real(targetBytes, i);
            signal += value * value;
            noise += difference * difference;
        }

        return new LayerSums(signal, noise, count);
    }

    public LayerSums Plus(LayerSums other) => new(Signal + other.Signal, Noise + other.Noise, Count + other.Count);
}
