namespace Mrq.Conversion.Tests.Trials;

/// <summary>How far one output of a graph is from the source's, summed over samples.</summary>
internal sealed class OutputNoise
{
    public double Signal { get; private set; }

    public double Noise { get; private set; }

    public long Count { get; private set; }

    /// <summary>+∞ where nothing differs.</summary>
    public double Decibels => Noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(Signal / Noise);

    /// <summary>Root of the mean squared difference.</summary>
    public double RootMeanSquare => Math.Sqrt(Noise / Math.Max(1, Count));

    public void Add(ReadOnlySpan<double> source, ReadOnlySpan<double> other)
    {
        for (var i = 0; i < source.Length; i++)
        {
            Signal += source[i] * source[i];
            Noise += (source[i] - other[i]) * (source[i] - other[i]);
        }

        Count += source.Length;
    }
}
