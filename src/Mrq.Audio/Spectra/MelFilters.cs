namespace Mrq.Audio.Spectra;

/// <summary>Triangular filters that are evenly spaced on a mel scale: each sums a spectrum around its middle.</summary>
internal sealed class MelFilters
{
    private readonly double[][] _weights;

    private MelFilters(double[][] weights) => _weights = weights;

    /// <summary>
    /// TensorFlow's linear_to_mel_weight_matrix: HTK's scale, 1127 ln(1 + f/700), triangles that are straight on that scale and 1 in their middle; the bin of frequency 0 counts for none.
    /// </summary>
    public static MelFilters TensorFlow(int count, int bins, int rate, double lowest, double highest)
    {
        var edges = Edges(count, Mel(lowest), Mel(highest));
        return new MelFilters(Triangles(edges, bins, bin => bin == 0 ? double.NegativeInfinity : Mel(bin * (rate / 2.0) / (bins - 1))));

        static double Mel(double frequency) => 1127 * Math.Log(1 + (frequency / 700));
    }

    /// <summary>
    /// librosa's filters.mel: Slaney's scale, linear (200/3 Hz a mel) up to 1000 Hz and logarithmic above (27 mels to 6.4 times the frequency), triangles that are straight in Hz and whose areas are equal.
    /// </summary>
    public static MelFilters Librosa(int count, int bins, int rate)
    {
        var edges = Array.ConvertAll(Edges(count, 0, Mel(rate / 2.0)), Frequency);
        var weights = Triangles(edges, bins, bin => bin * (rate / 2.0) / (bins - 1));
        for (var filter = 0; filter < count; filter++)
        {
            var height = 2 / (edges[filter + 2] - edges[filter]);
            weights[filter] = Array.ConvertAll(weights[filter], weight => weight * height);
        }

        return new MelFilters(weights);

        static double Mel(double frequency) => frequency < 1000 ? frequency * 3 / 200 : 15 + (Math.Log(frequency / 1000) * 27 / Math.Log(6.4));

        static double Frequency(double mel) => mel < 15 ? mel * 200 / 3 : 1000 * Math.Exp((mel - 15) * Math.Log(6.4) / 27);
    }

    /// <summary>What each filter lets through.</summary>
    public double[] Apply(double[] spectrum) => Array.ConvertAll(_weights, weights =>
    {
        var sum = 0d;
        for (var bin = 0; bin < weights.Length; bin++)
        {
            sum += weights[bin] * spectrum[bin];
        }

        return sum;
    });

    /// <summary>The left edge, the middle and the right edge of filter i are edges i, i + 1 and i + 2.</summary>
    private static double[] Edges(int count, double lowest, double highest) =>
        [.. Enumerable.Range(0, count + 2).Select(edge => lowest + (edge * (highest - lowest) / (count + 1)))];

    private static double[][] Triangles(double[] edges, int bins, Func<int, double> place)
    {
        var places = Enumerable.Range(0, bins).Select(place).ToArray();
        return
        [
            .. Enumerable.Range(0, edges.Length - 2).Select(filter => Array.ConvertAll(places, at =>
                Math.Max(0, Math.Min((at - edges[filter]) / (edges[filter + 1] - edges[filter]), (edges[filter + 2] - at) / (edges[filter + 2] - edges[filter + 1]))))),
        ];
    }
}
