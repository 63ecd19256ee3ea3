namespace Mrq.Requantization.Algebra;

/// <summary>M = Uᵀ·U with U upper triangular, for a symmetric positive definite M.</summary>
internal sealed class Cholesky
{
    private readonly SquareMatrix _upper;
    private readonly SquareMatrix _lower;

    private Cholesky(SquareMatrix upper)
    {
        _upper = upper;
        _lower = new SquareMatrix(upper.Size);
        for (var row = 0; row < upper.Size; row++)
        {
            for (var column = row; column < upper.Size; column++)
            {
                _lower[column, row] = upper[row, column];
            }
        }
    }

    /// <summary>
    /// The factors of a matrix; null where it is not positive definite in double. Row by row: each row of U is divided by the root
    /// of its diagonal, then taken off the rows below it.
    /// </summary>
    public static Cholesky? TryFactor(SquareMatrix matrix, CancellationToken cancellation = default)
    {
        var upper = Upper(matrix, cancellation);
        return upper is null ? null : new Cholesky(upper);
    }

    /// <summary>U alone.</summary>
    public static SquareMatrix? Upper(SquareMatrix matrix, CancellationToken cancellation = default)
    {
        var size = matrix.Size;
        var upper = matrix.PlusDiagonal(0);
        for (var pivot = 0; pivot < size; pivot++)
        {
            // The largest matrices take seconds.
            cancellation.ThrowIfCancellationRequested();
            var diagonal = upper[pivot, pivot];
            if (!(diagonal > 0))
            {
                return null;
            }

            var root = Math.Sqrt(diagonal);
            var row = upper.Row(pivot);
            row[..pivot].Clear();
            for (var column = pivot; column < size; column++)
            {
                row[column] /= root;
            }

            for (var below = pivot + 1; below < size; below++)
            {
                if (row[below] != 0)
                {
                    VectorMath.AddScaled(upper.Row(below)[below..], -row[below], row[below..]);
                }
            }
        }

        return upper;
    }

    /// <summary>x with M·x = b, in place.</summary>
    public void Solve(Span<double> b)
    {
        var size = _upper.Size;
        for (var i = 0; i < size; i++)
        {
            b[i] /= _upper[i, i];
            VectorMath.AddScaled(b[(i + 1)..], -b[i], _upper.Row(i)[(i + 1)..]);
        }

        for (var i = size - 1; i >= 0; i--)
        {
            b[i] /= _upper[i, i];
            VectorMath.AddScaled(b[..i], -b[i], _lower.Row(i)[..i]);
        }
    }
}
