namespace Mrq.Audio.FrontEnds;

/// <summary>How MLPerf Tiny's scripts make sounds equally loud.</summary>
internal static class Loudness
{
    /// <summary>A second of a sound, divided by the greatest sample of all of it (not by the greatest magnitude), with silence behind a shorter one. What has no sample over 0 stays as it is.</summary>
    public static double[] Second(Sound sound, int rate)
    {
        var greatest = 0f;
        foreach (var sample in sound.Samples.Span)
        {
            greatest = Math.Max(greatest, sample);
        }

        var second = new double[rate];
        for (var i = 0; i < Math.Min(rate, sound.Samples.Length); i++)
        {
            second[i] = greatest > 0 ? sound.Samples.Span[i] / (double)greatest : sound.Samples.Span[i];
        }

        return second;
    }
}
