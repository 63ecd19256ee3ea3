using System.Buffers;
using System.Runtime.InteropServices;

namespace Mrq.Requantization.Algebra;

/// <summary>
/// An n×n matrix of doubles in row-major order. Large ones are lent: a layer needs a dozen of some megabytes each, and the collector leaves holes
/// where they were. One that is not disposed is lost to the next layer, no more.
/// </summary>
internal sealed class SquareMatrix : IDisposable
{
    /// <summary>Elements from which an array lies in the heap that is not compacted.</summary>
    private const int SmallestLent = 85_000 / sizeof(double);

    private readonly int _size;
    private double[] _values;

    public SquareMatrix(int size)
    {
        _size = size;
        var count = size * size;
        _values = count < SmallestLent ? new double[count] : ArrayPool<double>.Shared.Rent(count);
        _values.AsSpan(0, count).Clear();
    }

    public void Dispose()
    {
        if (_values.Length >= SmallestLent)
        {
            ArrayPool<double>.Shared.Return(_values);
        }

        _values = [];
    }

    public int Size => _size;

    public double this[int row, int column]
    {
        get => _values[(row * _size) + column];
        set => _values[(row * _size) + column] = value;
    }

    public Span<double> Row(int row) => _values.AsSpan(row * _size, _size);

    /// <summary>Mean of the diagonal; 0 for an empty matrix.</summary>
    public double MeanDiagonal()
    {
        var sum = 0d;
        for (var i = 0; i < _size; i++)
        {
            sum += this[i, i];
        }

        return _size == 0 ? 0 : sum / _size;
    }

    /// <summary>The matrix plus a multiple of the identity.</summary>
    public SquareMatrix PlusDiagonal(double addend)
    {
        var result = new SquareMatrix(_size);
        _values.AsSpan(0, _size * _size).CopyTo(result._values);
        for (var i = 0; i < _size; i++)
        {
            result[i, i] += addend;
        }

        return result;
    }

    /// <summary>The memory from one element on, row after row.</summary>
    public Span<double> From(int row, int column) => _values.AsSpan(0, _size * _size)[((row * _size) + column)..];

    /// <summary>y = vᵀ·M for some vectors at once.</summary>
    /// <param name="vectors">One after another; at most <see cref="VectorMath.Rows"/>.</param>
    public double[] Multiply(ReadOnlySpan<double> vectors)
    {
        var result = new double[vectors.Length];
        Span<double> factors = stackalloc double[vectors.Length / Math.Max(1, _size)];
        for (var row = 0; row < _size; row++)
        {
            for (var vector = 0; vector < factors.Length; vector++)
            {
                factors[vector] = vectors[(vector * _size) + row];
            }

            VectorMath.AddScaled(result, _size, factors, Row(row));
        }

        return result;
    }

    /// <summary>Mirrors the matrix at its other diagonal, in place: an upper triangle stays one.</summary>
    public void Mirror()
    {
        for (var row = 0; row < _size; row++)
        {
            for (var column = 0; row + column < _size - 1; column++)
            {
                (this[row, column], this[_size - 1 - column, _size - 1 - row]) = (this[_size - 1 - column, _size - 1 - row], this[row, column]);
            }
        }
    }

    /// <summary>The memory of a matrix for integers of as many bits; see <see cref="Row"/>.</summary>
    public Span<long> Integers(int row) => MemoryMarshal.Cast<double, long>(Row(row));
}
