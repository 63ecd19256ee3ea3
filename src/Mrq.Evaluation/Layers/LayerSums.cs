namespace Mrq.Evaluation.Layers;

/// <summary>What one sample, or several, leave of one layer.</summary>
internal sealed class LayerSums
{
    public double Signal { get; private set; }

    public double Noise { get; private set; }

    public long Count { get; private set; }

    public long[] Source { get; } = new long[LayerTensor.Levels];

    public long[] Target { get; } = new long[LayerTensor.Levels];

    /// <summary>Adds a sample's values in the order of their indices.</summary>
    public void Add(LayerTensor source, ReadOnlySpan<byte> sourceBytes, LayerTensor target, ReadOnlySpan<byte> targetBytes)
    {
        var count = source.Count(sourceBytes);
        var (signal, noise) = (0d, 0d);
        for (var i = 0; i < count; i++)
        {
            var value = source.Real(sourceBytes, i);
            var difference = value - target.Real(targetBytes, i);
            signal += value * value;
            noise += difference * difference;
            Source[source.Level(sourceBytes, i)]++;
            Target[target.Level(targetBytes, i)]++;
        }

        (Signal, Noise, Count) = (Signal + signal, Noise + noise, Count + count);
    }

    public void Add(LayerSums other)
    {
        (Signal, Noise, Count) = (Signal + other.Signal, Noise + other.Noise, Count + other.Count);
        for (var level = 0; level < Source.Length; level++)
        {
            Source[level] += other.Source[level];
            Target[level] += other.Target[level];
        }
    }
}
