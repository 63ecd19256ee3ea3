using Mrq.Core.Numerics;
using Mrq.Requantization.Algebra;
using Mrq.Requantization.Calibration;

namespace Mrq.Requantization.Passes;

/// <summary>
/// Rounds rows of weights to integers so that the error of their output, e·H·eᵀ with e = w − q·s, is small. Columns are rounded one
/// after another, the one with the largest variance first, and each takes over the error of those before it: with
/// H = R·Rᵀ, R upper triangular, q_j = round((w_j + Σ_{i&lt;j} e_i·R_ij / R_jj) / s). Then single integers move while that
/// helps, and rows as short as those of depthwise kernels are searched for the least error of all.
/// </summary>
/// <remarks>
/// Source: GPTQ (Frantar et al., arXiv 2210.17323), in the form without an inverse, where it is Babai's nearest plane; the second
/// part is coordinate descent. 1 % of the mean diagonal is added to H, and more where
/// samples are few for so many inputs: in directions that no sample shows, an error would seem to cost nothing.
/// </remarks>
internal sealed class GptqRounding : IDisposable
{
    private const double Damping = 0.01;

    /// <summary>Further damping for each unknown that a sample has to tell; 0 costs 2 % of the agreement, from 1 on nothing changes.</summary>
    private const double SparsityDamping = 2;

    private const int MaximumSweeps = 4;
    private readonly SquareMatrix _hessian;
    private readonly SquareMatrix _factor;
    private readonly int[] _order;

    private GptqRounding(SquareMatrix hessian, SquareMatrix factor, int[] order)
    {
        _hessian = hessian;
        _factor = factor;
        _order = order;
    }

    /// <summary>The rounding for a covariance of inputs; null where they never vary.</summary>
    /// <param name="moments">The inputs' moments.</param>
    /// <param name="caution">How many times more damping synthetic samples ask for; 1 for real ones.</param>
    /// <param name="parallel">Threads of the factorization, and what stops it.</param>
    public static GptqRounding? Of(InputMoments moments, double caution, ParallelOptions parallel)
    {
        var covariance = moments.Covariance;
        var size = covariance.Size;
        var hessian = covariance.PlusDiagonal(((Damping * caution) + (SparsityDamping * moments.Sparsity)) * covariance.MeanDiagonal());
        var order = Enumerable.Range(0, size).OrderByDescending(i => hessian[i, i]).ToArray();
        var factor = new SquareMatrix(size);
        for (var row = 0; row < size; row++)
        {
            var source = hessian.Row(order[size - 1 - row]);
            var target = factor.Row(row);
            for (var column = 0; column < size; column++)
            {
                target[column] = source[order[size - 1 - column]];
            }
        }

        if (!Cholesky.TryUpper(factor, parallel))
        {
            hessian.Dispose();
            factor.Dispose();
            return null;
        }

        factor.Mirror();
        return new GptqRounding(hessian, factor, order);
    }

    public void Dispose()
    {
        _hessian.Dispose();
        _factor.Dispose();
    }

    /// <summary>e·H·eᵀ of integers that stand for rows, as |e·R|².</summary>
    /// <param name="rows">At most <see cref="VectorMath.Rows"/>.</param>
    public double[] Errors(ReadOnlySpan<IntegerRow> rows)
    {
        var (size, errors) = (_order.Length, new double[rows.Length]);
        var terms = new double[rows.Length * size];
        Span<double> factors = stackalloc double[rows.Length];
        for (var j = 0; j < size; j++)
        {
            for (var row = 0; row < rows.Length; row++)
            {
                factors[row] = rows[row].Remainder(_order[j]);
            }

            VectorMath.AddScaled(terms.AsSpan(j), size, factors, _factor.Row(j)[j..]);
            for (var row = 0; row < rows.Length; row++)
            {
                var term = terms[(row * size) + j];
                errors[row] += term * term;
            }
        }

        return errors;
    }

    /// <summary>Writes the rows' integers, all within their range, by error feedback alone.</summary>
    /// <param name="rows">At most <see cref="VectorMath.Rows"/>.</param>
    /// <returns>Their e·H·eᵀ.</returns>
    public double[] Round(ReadOnlySpan<IntegerRow> rows)
    {
        var (size, errors) = (_order.Length, new double[rows.Length]);
        var carried = new double[rows.Length * size];
        Span<double> factors = stackalloc double[rows.Length];
        for (var j = 0; j < size; j++)
        {
            var column = _order[j];
            for (var row = 0; row < rows.Length; row++)
            {
                var wanted = rows[row].Wanted[column] + (carried[(row * size) + j] / _factor[j, j]);
                rows[row].Integers[column] = FloatingPoint.RoundAndClamp(wanted / rows[row].Scale, rows[row].Range.Minimum, rows[row].Range.Maximum);
                factors[row] = rows[row].Remainder(column);
            }

            VectorMath.AddScaled(carried.AsSpan(j), size, factors, _factor.Row(j)[j..]);
            for (var row = 0; row < rows.Length; row++)
            {
                var term = carried[(row * size) + j];
                errors[row] += term * term;
            }
        }

        return errors;
    }

    /// <summary>Moves the rows' integers to where their error is less: one at a time until none moves; for short rows, to the least error of all.</summary>
    /// <param name="rows">At most <see cref="VectorMath.Rows"/>.</param>
    public void Refine(ReadOnlySpan<IntegerRow> rows)
    {
        Descend(rows);
        if (_order.Length > ClosestIntegers.LongestRow)
        {
            return;
        }

        var errors = Errors(rows);
        for (var row = 0; row < rows.Length; row++)
        {
            Search(rows[row], errors[row]);
        }
    }

    private void Search(IntegerRow row, double error)
    {
        Span<double> wanted = stackalloc double[_order.Length];
        Span<int> integers = stackalloc int[_order.Length];
        for (var j = 0; j < _order.Length; j++)
        {
            (wanted[j], integers[j]) = (row.Wanted[_order[j]], row.Integers[_order[j]]);
        }

        ClosestIntegers.Improve(_factor, wanted, integers, error, row.Scale, row.Range.Minimum, row.Range.Maximum);
        for (var j = 0; j < _order.Length; j++)
        {
            row.Integers[_order[j]] = integers[j];
        }
    }

    /// <summary>g = H·e; the best move of q_j is round(g_j / (H_jj·s)). A row rests after a sweep that moved nothing of it.</summary>
    private void Descend(ReadOnlySpan<IntegerRow> rows)
    {
        var size = _order.Length;
        var remainders = new double[rows.Length * size];
        for (var i = 0; i < remainders.Length; i++)
        {
            remainders[i] = rows[i / size].Remainder(i % size);
        }

        var gradients = _hessian.Multiply(remainders);
        Span<bool> rests = stackalloc bool[rows.Length];
        Span<bool> moved = stackalloc bool[rows.Length];
        for (var sweep = 0; sweep < MaximumSweeps && rests.Contains(false); sweep++)
        {
            moved.Clear();
            for (var j = 0; j < size; j++)
            {
                for (var row = 0; row < rows.Length; row++)
                {
                    var gradient = gradients.AsSpan(row * size, size);
                    var best = rests[row] ? rows[row].Integers[j] : FloatingPoint.RoundAndClamp(rows[row].Integers[j] + (gradient[j] / (_hessian[j, j] * rows[row].Scale)), rows[row].Range.Minimum, rows[row].Range.Maximum);
                    var move = best - rows[row].Integers[j];
                    if (move != 0)
                    {
                        VectorMath.AddScaled(gradient, -move * rows[row].Scale, _hessian.Row(j));
                        rows[row].Integers[j] = best;
                        moved[row] = true;
                    }
                }
            }

            for (var row = 0; row < rows.Length; row++)
            {
                rests[row] = !moved[row];
            }
        }
    }
}
