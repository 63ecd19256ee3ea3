namespace Mrq.Audio.Micro;

/// <summary>
/// The real Fourier transform of kissfft in 16-bit fixed point, to the bit: radix 4 on half as many complex values, each stage divided by 4 so that nothing overflows, then the two halves taken apart.
/// The result is that of the definition divided by the number of values.
/// </summary>
/// <remarks>Products are of 15 fractional bits, rounded half up. Twiddles are ⌊32767 cos + 0.5⌋. A division by k is a product with ⌊32767/k⌋.</remarks>
internal sealed class FixedFourier
{
    private const int One = short.MaxValue;

    private readonly (short Real, short Imaginary)[] _twiddles;
    private readonly (short Real, short Imaginary)[] _splitting;
    private readonly (short Real, short Imaginary)[] _values;

    /// <param name="length">Twice a power of four.</param>
    public FixedFourier(int length)
    {
        var half = length / 2;
        _values = new (short, short)[half];
        _twiddles = [.. Enumerable.Range(0, half).Select(i => Turn(-2 * Math.PI * i / half))];
        _splitting = [.. Enumerable.Range(1, half / 2).Select(i => Turn(-Math.PI * (((double)i / half) + 0.5)))];
    }

    /// <summary>The bins from 0 to half the rate.</summary>
    /// <param name="samples">As many as the transform is long.</param>
    /// <param name="bins">Half as many and one.</param>
    public void Transform(ReadOnlySpan<short> samples, Span<(short Real, short Imaginary)> bins)
    {
        Stage(samples, 0, 1, _values);
        var half = _values.Length;
        var first = Divided(_values[0], 2);
        (bins[0], bins[half]) = (((short)(first.Real + first.Imaginary), 0), ((short)(first.Real - first.Imaginary), 0));
        for (var k = 1; k <= half / 2; k++)
        {
            var (upper, lower) = (Divided(_values[k], 2), Divided((_values[half - k].Real, (short)-_values[half - k].Imaginary), 2));
            var (sum, odd) = (Sum(upper, lower), Product(Difference(upper, lower), _splitting[k - 1]));
            bins[k] = ((short)((sum.Real + odd.Real) >> 1), (short)((sum.Imaginary + odd.Imaginary) >> 1));
            bins[half - k] = ((short)((sum.Real - odd.Real) >> 1), (short)((odd.Imaginary - sum.Imaginary) >> 1));
        }
    }

    /// <summary>The transform of every <paramref name="stride"/>-th complex value, which are pairs of samples.</summary>
    private void Stage(ReadOnlySpan<short> samples, int first, int stride, Span<(short Real, short Imaginary)> result)
    {
        if (result.Length == 1)
        {
            result[0] = (samples[2 * first], samples[(2 * first) + 1]);
            return;
        }

        var quarter = result.Length / 4;
        for (var part = 0; part < 4; part++)
        {
            Stage(samples, first + (part * stride), stride * 4, result.Slice(part * quarter, quarter));
        }

        for (var k = 0; k < quarter; k++)
        {
            var a = Divided(result[k], 4);
            var b = Product(Divided(result[k + quarter], 4), _twiddles[k * stride]);
            var c = Product(Divided(result[k + (2 * quarter)], 4), _twiddles[2 * k * stride]);
            var d = Product(Divided(result[k + (3 * quarter)], 4), _twiddles[3 * k * stride]);
            var (sumOfEven, differenceOfEven, sumOfOdd, differenceOfOdd) = (Sum(a, c), Difference(a, c), Sum(b, d), Difference(b, d));
            result[k] = Sum(sumOfEven, sumOfOdd);
            result[k + (2 * quarter)] = Difference(sumOfEven, sumOfOdd);
            result[k + quarter] = ((short)(differenceOfEven.Real + differenceOfOdd.Imaginary), (short)(differenceOfEven.Imaginary - differenceOfOdd.Real));
            result[k + (3 * quarter)] = ((short)(differenceOfEven.Real - differenceOfOdd.Imaginary), (short)(differenceOfEven.Imaginary + differenceOfOdd.Real));
        }
    }

    private static (short Real, short Imaginary) Turn(double phase) => ((short)Math.Floor((One * Math.Cos(phase)) + 0.5), (short)Math.Floor((One * Math.Sin(phase)) + 0.5));

    private static (short Real, short Imaginary) Divided((short Real, short Imaginary) value, int divisor) => (Rounded(value.Real * (One / divisor)), Rounded(value.Imaginary * (One / divisor)));

    private static (short Real, short Imaginary) Product((short Real, short Imaginary) left, (short Real, short Imaginary) right) =>
        (Rounded((left.Real * right.Real) - (left.Imaginary * right.Imaginary)), Rounded((left.Real * right.Imaginary) + (left.Imaginary * right.Real)));

    private static (short Real, short Imaginary) Sum((short Real, short Imaginary) left, (short Real, short Imaginary) right) => ((short)(left.Real + right.Real), (short)(left.Imaginary + right.Imaginary));

    private static (short Real, short Imaginary) Difference((short Real, short Imaginary) left, (short Real, short Imaginary) right) => ((short)(left.Real - right.Real), (short)(left.Imaginary - right.Imaginary));

    private static short Rounded(int product) => (short)((product + (1 << 14)) >> 15);
}
