namespace Mrq.Audio.Micro;

/// <summary>The microfrontend's mel filters in integers: each bin counts for the two channels around it, by weights of 12 bits that add up to one.</summary>
internal sealed class MicroFilters
{
    public const int WeightBits = 12;

    private readonly int _channels;
    private readonly (int Channel, short Weight, short Remainder)[] _bins;
    private readonly int _firstBin;

    public MicroFilters(MicroSettings settings)
    {
        _channels = settings.Channels;
        var hertz = 0.5f * settings.Rate / (settings.TransformLength / 2f);
        var (lowest, span) = (Mel(settings.Lowest), Mel(settings.Highest) - Mel(settings.Lowest));
        var edges = Enumerable.Range(0, _channels + 1).Select(i => lowest + (span / (_channels + 1) * (i + 1))).ToArray();
        _firstBin = (int)(1.5f + (settings.Lowest / hertz));
        var bins = new List<(int, short, short)>();
        for (var (bin, channel) = (_firstBin, 0); channel <= _channels; channel++)
        {
            for (; Mel(bin * hertz) <= edges[channel]; bin++)
            {
                var left = channel == 0 ? lowest : edges[channel - 1];
                var weight = (edges[channel] - Mel(bin * hertz)) / (edges[channel] - left);
                bins.Add((channel, Fixed(weight), Fixed(1 - weight)));
            }
        }

        _bins = [.. bins];
    }

    /// <summary>What each channel sums of the squared magnitudes: the falling side of channel i is the interval i + 1 between middles, the rising one the interval before.</summary>
    public ulong[] Apply(ReadOnlySpan<(short Real, short Imaginary)> spectrum)
    {
        var sums = new ulong[_channels + 2];
        for (var i = 0; i < _bins.Length; i++)
        {
            var ((real, imaginary), (channel, weight, remainder)) = (spectrum[_firstBin + i], _bins[i]);
            var energy = (ulong)(uint)((real * real) + (imaginary * imaginary));
            sums[channel] += (ulong)weight * energy;
            sums[channel + 1] += (ulong)remainder * energy;
        }

        return sums[1..^1];
    }

    private static float Mel(float frequency) => 1127f * (float)Math.Log(1 + (double)(frequency / 700f));

    private static short Fixed(float weight) => (short)MathF.Floor((weight * (1 << WeightBits)) + 0.5f);
}
