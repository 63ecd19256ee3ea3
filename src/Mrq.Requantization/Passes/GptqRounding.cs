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
    /// <param name="cancellation">Stops the factorization.</param>
    public static GptqRounding? Of(InputMoments moments, double caution, CancellationToken cancellation = default)
    {
        var covariance = moments.Covariance;
        var size = covariance.Size;
        var hessian = covariance.PlusDiagonal(((Damping * caution) + (SparsityDamping * moments.Sparsity)) * covariance.MeanDiagonal());
        var order = Enumerable.Range(0, size).OrderByDescending(i => hessian[i, i]).ToArray();
        var factor = new SquareMatrix(size);
        for (var row = 0; row < size; row++)
        {
            for (var column = 0; column < size; column++)
            {
                factor[row, column] = hessian[order[size - 1 - row], order[size - 1 - column]];
            }
        }

        if (!Cholesky.TryUpper(factor, cancellation))
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

    /// <summary>e·H·eᵀ of integers that stand for a row, as |e·R|².</summary>
    public double Error(ReadOnlySpan<double> row, ReadOnlySpan<int> integers, double scale)
    {
        var terms = new double[row.Length];
        var sum = 0d;
        for (var j = 0; j < row.Length; j++)
        {
            var error = row[_order[j]] - (integers[_order[j]] * scale);
            if (error != 0)
            {
                VectorMath.AddScaled(terms.AsSpan(j), error, _factor.Row(j)[j..]);
            }

            sum += terms[j] * terms[j];
        }

        return sum;
    }

    /// <summary>Integers for a row, all within a range, by error feedback alone.</summary>
    /// <param name="row">The row w.</param>
    /// <param name="scale">The scale s of its integers.</param>
    /// <param name="minimum">The smallest integer.</param>
    /// <param name="maximum">The largest.</param>
    /// <param name="error">Their e·H·eᵀ.</param>
    public int[] Round(ReadOnlySpan<double> row, double scale, int minimum, int maximum, out double error)
    {
        var integers = new int[row.Length];
        var carried = new double[row.Length];
        error = 0;
        for (var j = 0; j < row.Length; j++)
        {
            var column = _order[j];
            var wanted = row[column] + (carried[j] / _factor[j, j]);
            integers[column] = FloatingPoint.RoundAndClamp(wanted / scale, minimum, maximum);
            var remainder = row[column] - (integers[column] * scale);
            VectorMath.AddScaled(carried.AsSpan(j), remainder, _factor.Row(j)[j..]);
            error += carried[j] * carried[j];
        }

        return integers;
    }

    /// <summary>Moves integers to where their error is less: one at a time until none moves; for short rows, to the least error of all.</summary>
    /// <param name="row">The row w.</param>
    /// <param name="integers">Its integers.</param>
    /// <param name="scale">Their scale s.</param>
    /// <param name="minimum">The smallest integer.</param>
    /// <param name="maximum">The largest.</param>
    public void Refine(ReadOnlySpan<double> row, Span<int> integers, double scale, int minimum, int maximum)
    {
        Descend(row, integers, scale, minimum, maximum);
        if (row.Length > ClosestIntegers.LongestRow)
        {
            return;
        }

        Span<double> orderedRow = stackalloc double[row.Length];
        Span<int> ordered = stackalloc int[row.Length];
        for (var j = 0; j < row.Length; j++)
        {
            (orderedRow[j], ordered[j]) = (row[_order[j]], integers[_order[j]]);
        }

        ClosestIntegers.Improve(_factor, orderedRow, ordered, Error(row, integers, scale), scale, minimum, maximum);
        for (var j = 0; j < row.Length; j++)
        {
            integers[_order[j]] = ordered[j];
        }
    }

    /// <summary>g = H·e; the best move of q_j is round(g_j / (H_jj·s)).</summary>
    private void Descend(ReadOnlySpan<double> row, Span<int> integers, double scale, int minimum, int maximum)
    {
        var gradient = _hessian.Multiply(Errors(row, integers, scale));
        var moved = true;
        for (var sweep = 0; sweep < MaximumSweeps && moved; sweep++)
        {
            moved = false;
            for (var j = 0; j < integers.Length; j++)
            {
                var best = FloatingPoint.RoundAndClamp(integers[j] + (gradient[j] / (_hessian[j, j] * scale)), minimum, maximum);
                var move = best - integers[j];
                if (move != 0)
                {
                    VectorMath.AddScaled(gradient, -move * scale, _hessian.Row(j));
                    integers[j] = best;
                    moved = true;
                }
            }
        }
    }

    private static double[] Errors(ReadOnlySpan<double> row, ReadOnlySpan<int> integers, double scale)
    {
        var errors = new double[row.Length];
        for (var i = 0; i < errors.Length; i++)
        {
            errors[i] = row[i] - (integers[i] * scale);
        }

        return errors;
    }
}
