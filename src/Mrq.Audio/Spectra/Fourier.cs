namespace Mrq.Audio.Spectra;

/// <summary>The discrete Fourier transform of real values whose number is a power of two: X[k] = Σ x[n] e^(−2πikn/N), by Cooley and Tukey's radix 2, in double.</summary>
internal sealed class Fourier
{
    private readonly double[] _cosines;
    private readonly double[] _sines;
    private readonly double[] _real;
    private readonly double[] _imaginary;

    /// <param name="length">A power of two.</param>
    public Fourier(int length)
    {
        Length = length;
        _cosines = [.. Enumerable.Range(0, length / 2).Select(k => Math.Cos(2 * Math.PI * k / length))];
        _sines = [.. Enumerable.Range(0, length / 2).Select(k => -Math.Sin(2 * Math.PI * k / length))];
        (_real, _imaginary) = (new double[length], new double[length]);
    }

    public int Length { get; }

    /// <summary>Frequencies from 0 to half the rate.</summary>
    public int Bins => (Length / 2) + 1;

    /// <summary>|X[k]|² of each bin.</summary>
    /// <param name="values">Up to <see cref="Length"/>; what is missing is 0.</param>
    /// <param name="power">A value for each bin.</param>
    public void Power(ReadOnlySpan<double> values, Span<double> power)
    {
        for (var n = 0; n < Length; n++)
        {
            var from = Reversed(n);
            (_real[n], _imaginary[n]) = (from < values.Length ? values[from] : 0, 0);
        }

        for (var half = 1; half < Length; half *= 2)
        {
            for (var start = 0; start < Length; start += 2 * half)
            {
                for (var k = 0; k < half; k++)
                {
                    Butterfly(start + k, start + k + half, k * (Length / 2 / half));
                }
            }
        }

        for (var k = 0; k < Bins; k++)
        {
            power[k] = (_real[k] * _real[k]) + (_imaginary[k] * _imaginary[k]);
        }
    }

    private void Butterfly(int upper, int lower, int turn)
    {
        var real = (_real[lower] * _cosines[turn]) - (_imaginary[lower] * _sines[turn]);
        var imaginary = (_real[lower] * _sines[turn]) + (_imaginary[lower] * _cosines[turn]);
        (_real[lower], _imaginary[lower]) = (_real[upper] - real, _imaginary[upper] - imaginary);
        (_real[upper], _imaginary[upper]) = (_real[upper] + real, _imaginary[upper] + imaginary);
    }

    /// <summary>An index with its bits in the other order.</summary>
    private int Reversed(int index)
    {
        var reversed = 0;
        for (var bit = 1; bit < Length; bit *= 2)
        {
            reversed = (reversed << 1) | (index & 1);
            index >>= 1;
        }

        return reversed;
    }
}
