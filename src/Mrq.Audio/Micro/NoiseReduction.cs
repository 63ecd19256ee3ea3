namespace Mrq.Audio.Micro;

/// <summary>The microfrontend's spectral subtraction: an estimate of each channel's noise, smoothed from frame to frame, is taken from it, but a part of the signal always remains.</summary>
internal sealed class NoiseReduction(int channels)
{
    /// <summary>Fractional bits of the estimates.</summary>
    public const int SmoothingBits = 10;

    private const int Bits = 14;
    private const uint EvenSmoothing = (uint)(0.025 * (1 << Bits));
    private const uint OddSmoothing = (uint)(0.06 * (1 << Bits));
    private const uint LeastRemaining = (uint)(0.05 * (1 << Bits));

    private readonly uint[] _estimates = new uint[channels];

    /// <summary>The noise of each channel.</summary>
    public ReadOnlySpan<uint> Estimates => _estimates;

    public void Apply(Span<uint> signal)
    {
        for (var i = 0; i < signal.Length; i++)
        {
            var smoothing = i % 2 == 0 ? EvenSmoothing : OddSmoothing;
            var scaled = signal[i] << SmoothingBits;
            var estimate = (uint)((((ulong)scaled * smoothing) + ((ulong)_estimates[i] * ((1 << Bits) - smoothing))) >> Bits);
            _estimates[i] = estimate;
            var floor = (uint)(((ulong)signal[i] * LeastRemaining) >> Bits);
            signal[i] = Math.Max(floor, (scaled - Math.Min(estimate, scaled)) >> SmoothingBits);
        }
    }
}
