namespace Mrq.Requantization.Algebra;

/// <summary>M = Uᵀ·U with U upper triangular, for a symmetric positive definite M. U and its transpose share one matrix, and the diagonal.</summary>
internal sealed class Cholesky : IDisposable
{
    /// <summary>Pivots whose rows are taken off all rows below at once: so many rows stay in a core's cache.</summary>
    private const int PivotsAtOnce = 32;

    /// <summary>Fewer rows below are not worth threads.</summary>
    private const int SmallestParallelRows = 64;

    private readonly SquareMatrix _factors;

    private Cholesky(SquareMatrix factors) => _factors = factors;

    public void Dispose() => _factors.Dispose();

    /// <summary>The factors of a matrix, which becomes theirs; null where it is not positive definite in double.</summary>
    public static Cholesky? TryFactor(SquareMatrix matrix, ParallelOptions parallel)
    {
        if (!TryUpper(matrix, parallel))
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

    /// <summary>
    /// Replaces a matrix by U. Each row of U is divided by the root of its diagonal, then taken off the rows below it; every row has the pivots before it
    /// taken off in their order, whatever is done at once.
    /// </summary>
    /// <returns>Whether the matrix is positive definite in double; else it is of no use any more.</returns>
    public static bool TryUpper(SquareMatrix matrix, ParallelOptions parallel)
    {
        for (var first = 0; first < matrix.Size; first += PivotsAtOnce)
        {
            var next = Math.Min(first + PivotsAtOnce, matrix.Size);
            for (var pivot = first; pivot < next; pivot++)
            {
                // The largest matrices take seconds.
                parallel.CancellationToken.ThrowIfCancellationRequested();
                if (!TryPivot(matrix, pivot))
                {
                    return false;
                }

                for (var below = pivot + 1; below < next; below++)
                {
                    VectorMath.AddScaled(matrix.Row(below)[below..], -matrix[pivot, below], matrix.Row(pivot)[below..]);
                }
            }

            TakeOff(matrix, first, next, parallel);
        }

        return true;
    }

    /// <summary>x with M·x = b, in place, for some vectors b at once.</summary>
    /// <param name="vectors">One after another; at most <see cref="VectorMath.Rows"/>.</param>
    public void Solve(Span<double> vectors)
    {
        var size = _factors.Size;
        Span<double> factors = stackalloc double[vectors.Length / Math.Max(1, size)];
        for (var i = 0; i < size; i++)
        {
            Divide(vectors, i, factors);
            if (i + 1 < size)
            {
                VectorMath.AddScaled(vectors[(i + 1)..], size, factors, _factors.Row(i)[(i + 1)..]);
            }
        }

        for (var i = size - 1; i >= 0; i--)
        {
            Divide(vectors, i, factors);
            if (i > 0)
            {
                VectorMath.AddScaled(vectors, size, factors, _factors.Row(i)[..i]);
            }
        }
    }

    private void Divide(Span<double> vectors, int i, Span<double> factors)
    {
        for (var vector = 0; vector < factors.Length; vector++)
        {
            ref var value = ref vectors[(vector * _factors.Size) + i];
            value /= _factors[i, i];
            factors[vector] = -value;
        }
    }

    private static bool TryPivot(SquareMatrix matrix, int pivot)
    {
        var diagonal = matrix[pivot, pivot];
        if (!(diagonal > 0))
        {
            return false;
        }

        var root = Math.Sqrt(diagonal);
        var row = matrix.Row(pivot);
        row[..pivot].Clear();
        for (var column = pivot; column < row.Length; column++)
        {
            row[column] /= root;
        }

        return true;
    }

    /// <summary>Takes some pivots' rows off all rows below them.</summary>
    private static void TakeOff(SquareMatrix matrix, int first, int next, ParallelOptions parallel)
    {
        void Rows(int block)
        {
            var row = next + (block * VectorMath.Rows);
            Span<double> factors = stackalloc double[Math.Min(VectorMath.Rows, matrix.Size - row)];
            for (var pivot = first; pivot < next; pivot++)
            {
                var values = matrix.Row(pivot)[row..];
                for (var i = 0; i < factors.Length; i++)
                {
                    factors[i] = -values[i];
                }

                // Left of their diagonals these rows are cleared when they are pivots.
                VectorMath.AddScaled(matrix.From(row, row), matrix.Size, factors, values);
            }
        }

        var blocks = (matrix.Size - next + VectorMath.Rows - 1) / VectorMath.Rows;
        if (blocks * VectorMath.Rows < SmallestParallelRows)
        {
            for (var block = 0; block < blocks; block++)
            {
                Rows(block);
            }
        }
        else
        {
            Parallel.For(0, blocks, parallel, Rows);
        }
    }
}
