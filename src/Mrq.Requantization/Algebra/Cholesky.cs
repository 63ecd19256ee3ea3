namespace Mrq.Requantization.Algebra;

/// <summary>M = Uᵀ·U with U upper triangular, for a symmetric positive definite M. U and its transpose share one matrix, and the diagonal.</summary>
internal sealed class Cholesky : IDisposable
{
    private readonly SquareMatrix _factors;

    private Cholesky(SquareMatrix factors) => _factors = factors;

    public void Dispose() => _factors.Dispose();

    /// <summary>The factors of a matrix, which becomes theirs; null where it is not positive definite in double.</summary>
    public static Cholesky? TryFactor(SquareMatrix matrix, CancellationToken cancellation = default)
    {
        if (!TryUpper(matrix, cancellation))
        {
            matrix.Dispose();
            return null;
        }

        for (var row = 0; row < matrix.Size; row++)
        {
            for (var column = row + 1; column < matrix.Size; column++)
            {
                matrix[column, row] = matrix[row, column];
            }
        }

        return new Cholesky(matrix);
    }

    /// <summary>Replaces a matrix by U. Row by row: each row of U is divided by the root of its diagonal, then taken off the rows below it.</summary>
    /// <returns>Whether the matrix is positive definite in double; else it is of no use any more.</returns>
    public static bool TryUpper(SquareMatrix matrix, CancellationToken cancellation = default)
    {
        var size = matrix.Size;
        for (var pivot = 0; pivot < size; pivot++)
        {
            // The largest matrices take seconds.
            cancellation.ThrowIfCancellationRequested();
            var diagonal = matrix[pivot, pivot];
            if (!(diagonal > 0))
            {
                return false;
            }

            var root = Math.Sqrt(diagonal);
            var row = matrix.Row(pivot);
            row[..pivot].Clear();
            for (var column = pivot; column < size; column++)
            {
                row[column] /= root;
            }

            for (var below = pivot + 1; below < size; below++)
            {
                if (row[below] != 0)
                {
                    VectorMath.AddScaled(matrix.Row(below)[below..], -row[below], row[below..]);
                }
            }
        }

        return true;
    }

    /// <summary>x with M·x = b, in place.</summary>
    public void Solve(Span<double> b)
    {
        var size = _factors.Size;
        for (var i = 0; i < size; i++)
        {
            b[i] /= _factors[i, i];
            VectorMath.AddScaled(b[(i + 1)..], -b[i], _factors.Row(i)[(i + 1)..]);
        }

        for (var i = size - 1; i >= 0; i--)
        {
            b[i] /= _factors[i, i];
            VectorMath.AddScaled(b[..i], -b[i], _factors.Row(i)[..i]);
        }
    }
}
