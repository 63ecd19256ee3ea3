using System.Numerics;

namespace Mrq.Emulator.Spectra;

/// <summary>The discrete Fourier transform of a power of two of numbers (Cooley and Tukey 1965), in double.</summary>
internal sealed class FourierTransform
{
    private readonly Complex[] _roots;
    private readonly int[] _places;

    /// <param name="length">A power of two.</param>
    public FourierTransform(int length)
    {
        Length = length;
        _roots = [.. Enumerable.Range(0, length / 2).Select(k => Complex.FromPolarCoordinates(1, -2 * Math.PI * k / length))];
        _places = new int[length];
        for (var i = 1; i < length; i++)
        {
            _places[i] = (_places[i >> 1] >> 1) | ((i & 1) != 0 ? length >> 1 : 0);
        }
    }

    public int Length { get; }

    /// <summary>Replaces the numbers by their transform.</summary>
    public void Transform(Span<Complex> values)
    {
        for (var i = 0; i < Length; i++)
        {
            if (_places[i] > i)
            {
                (values[i], values[_places[i]]) = (values[_places[i]], values[i]);
            }
        }

        for (var half = 1; half < Length; half *= 2)
        {
            for (var start = 0; start < Length; start += 2 * half)
            {
                for (var k = 0; k < half; k++)
                {
                    var (even, odd) = (values[start + k], values[start + k + half] * _roots[k * (Length / (2 * half))]);
                    (values[start + k], values[start + k + half]) = (even + odd, even - odd);
                }
            }
        }
    }
}
