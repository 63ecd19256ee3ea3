using Mrq.Requantization.Algebra;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Layers;

namespace Mrq.Requantization.Passes;

/// <summary>
/// What rounding a bias to a coarse grid adds to a row's sums, r steps of the accumulator, taken back by single integers of its weights: a move of q_j by d adds d·E[x_j]. The moves are
/// those that lower e·H·eᵀ + (r·s)², the mean square of the row's error, most, one after another.
/// </summary>
internal static class BiasRemainder
{
    /// <summary>Moves of one row. Each takes back about half of what is left.</summary>
    private const int MostMoves = 8;

    /// <summary>Smaller gains come from the order of sums.</summary>
    private const double ClearlyLess = 1 - 1e-6;

    /// <summary>The integers after their moves; rows that none helps keep theirs.</summary>
    /// <param name="state">The layer.</param>
    /// <param name="rounded">Its integers.</param>
    /// <param name="moments">Statistics of each group's inputs.</param>
    /// <param name="means">Of the target's inputs, in steps.</param>
    /// <param name="remainders">For each row r.</param>
    /// <param name="parallel">Threads.</param>
    public static int[][] IntoWeights(LayerState state, RoundedLayer rounded, IReadOnlyList<InputMoments> moments, double[] means, double[] remainders, ParallelOptions parallel)
    {
        var integers = (int[][])rounded.Integers.Clone();
        Parallel.For(0, state.Groups.Length, parallel, group =>
        {
            var inputs = Array.ConvertAll([.. state.Groups[group].Inputs], input => means[input]);
            foreach (var row in state.Groups[group].Rows)
            {
                integers[row] = Moved(new IntegerRow(state.Wanted[row], rounded.Scales[row], rounded.Integers[row], state.Ranges.Of(row)), moments[group].Covariance, inputs, remainders[row], state.Units.InputScale * rounded.Scales[row]);
            }
        });
        return integers;
    }

    private static int[] Moved(IntegerRow row, SquareMatrix covariance, double[] means, double remainder, double step)
    {
        var integers = (int[])row.Integers.Clone();
        var gradient = new double[integers.Length];
        for (var i = 0; i < integers.Length; i++)
        {
            var error = row.Remainder(i);
            if (error != 0)
            {
                VectorMath.AddScaled(gradient, error, covariance.Row(i));
            }
        }

        for (var moves = 0; moves < MostMoves; moves++)
        {
            var (best, column, move) = (0d, -1, 0);
            for (var i = 0; i < integers.Length; i++)
            {
                var direction = remainder * means[i] > 0 ? -1 : 1;
                var next = integers[i] + direction;
                if (means[i] == 0 || next < row.Range.Minimum || next > row.Range.Maximum)
                {
                    continue;
                }

                var left = remainder + (direction * means[i]);
                var change = ((-2 * direction * row.Scale * gradient[i]) + (row.Scale * row.Scale * covariance[i, i])) + (((left * left) - (remainder * remainder)) * step * step);
                if (change < best)
                {
                    (best, column, move) = (change, i, direction);
                }
            }

            if (column < 0 || -best < remainder * remainder * step * step * (1 - ClearlyLess))
            {
                break;
            }

            integers[column] += move;
            remainder += move * means[column];
            VectorMath.AddScaled(gradient, -move * row.Scale, covariance.Row(column));
        }

        return integers;
    }
}
