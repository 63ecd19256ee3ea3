namespace Mrq.Requantization.Algebra;

/// <summary>An n×n matrix of doubles in row-major order.</summary>
internal sealed class SquareMatrix(int size)
{
    private readonly double[] _values = new double[(long)size * size];

    public int Size => size;

    public double this[int row, int column]
    {
        get => _values[(row * size) + column];
        set => _values[(row * size) + column] = value;
    }

    public Span<double> Row(int row) => _values.AsSpan(row * size, size);

    /// <summary>Mean of the diagonal; 0 for an empty matrix.</summary>
    public double MeanDiagonal()
    {
        var sum = 0d;
        for (var i = 0; i < size; i++)
        {
            sum += this[i, i];
        }

        return size == 0 ? 0 : sum / size;
    }

    /// <summary>The matrix plus a multiple of the identity.</summary>
    public SquareMatrix PlusDiagonal(double addend)
    {
        var result = new SquareMatrix(size);
        _values.CopyTo(result._values, 0);
        for (var i = 0; i < size; i++)
        {
            result[i, i] += addend;
        }

        return result;
    }

    /// <summary>y = vᵀ·M.</summary>
    public double[] Multiply(ReadOnlySpan<double> vector)
    {
        var result = new double[size];
        for (var row = 0; row < size; row++)
        {
            if (vector[row] != 0)
            {
                VectorMath.AddScaled(result, vector[row], Row(row));
            }
        }

        return result;
    }
}
