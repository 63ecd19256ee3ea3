using Mrq.Core.Numerics;
using Mrq.Requantization.Algebra;

namespace Mrq.Requantization.Passes;

/// <summary>
/// The integers of a layer's rows at a scale, and what they cost. A row whose own nearest integers, the source's where the grid is preserved, have the
/// smaller error stays as it is. Neighbours that see the same inputs are worked on together, since each would read their matrices anew.
/// </summary>
/// <param name="layer">The layer as far as it is.</param>
/// <param name="parallel">Threads, and what stops between two of these groups.</param>
internal sealed class RowRounding(LayerState layer, ParallelOptions parallel)
{
    /// <summary>The errors of rows that are rounded to nothing.</summary>
    public double[] Powers()
    {
        var zeros = new int[layer.Wanted[0].Length];
        var powers = new double[layer.Wanted.Length];
        ForAll(Enumerable.Range(0, powers.Length).Select(row => (row, 1f)).ToArray(), (metric, tries, first) =>
        {
            var rows = Array.ConvertAll(tries, row => new IntegerRow(layer.Wanted[row.Row], 1, zeros, layer.Ranges.Of(row.Row)));
            (metric?.Errors(rows) ?? Array.ConvertAll(rows, row => layer.Moments is null ? SquaredError(row) : 0)).CopyTo(powers, first);
        });
        return powers;
    }

    /// <summary>What scales cost rows: the errors of their integers before they are refined.</summary>
    /// <param name="tries">Rows and scales; those of one row, or of rows with the same inputs, side by side.</param>
    public double[] ErrorsAt(IReadOnlyList<(int Row, float Scale)> tries)
    {
        var errors = new double[tries.Count];
        ForAll(tries, (metric, group, first) =>
        {
            var rows = Array.ConvertAll(group, Nearest);
            if (metric is null)
            {
                // The rounding of what never varies is a constant, which the bias takes up.
                Array.ConvertAll(rows, row => layer.Moments is null ? SquaredError(row) : 0).CopyTo(errors, first);
                return;
            }

            var nearest = metric.Errors(rows);
            var fedBack = layer.FeedsBack ? metric.Round(rows) : nearest;
            for (var row = 0; row < rows.Length; row++)
            {
                errors[first + row] = Math.Min(nearest[row], fedBack[row]);
            }
        });
        return errors;
    }

    /// <summary>The integers of all rows at the scales that are chosen.</summary>
    public int[][] Round(IReadOnlyList<float> scales)
    {
        var integers = new int[scales.Count][];
        ForAll(scales.Select((scale, row) => (row, scale)).ToArray(), (metric, group, first) =>
        {
            var nearest = Array.ConvertAll(group, Nearest);
            var rounded = metric is null || !layer.FeedsBack ? nearest : Refined(metric, nearest);
            for (var row = 0; row < rounded.Length; row++)
            {
                integers[first + row] = rounded[row].Integers;
            }
        });
        return integers;
    }

    /// <summary>Rows by error feedback, or the nearest where these are no worse.</summary>
    private static IntegerRow[] Refined(GptqRounding metric, IntegerRow[] nearest)
    {
        var rounded = Array.ConvertAll(nearest, row => row with { Integers = new int[row.Integers.Length] });
        metric.Round(rounded);
        metric.Refine(rounded);
        var (before, after) = (metric.Errors(nearest), metric.Errors(rounded));
        return [.. rounded.Select((row, index) => after[index] < before[index] ? row : nearest[index])];
    }

    /// <summary>Does groups of neighbours with one metric, on all threads; each gets the index of its first.</summary>
    private void ForAll(IReadOnlyList<(int Row, float Scale)> tries, Action<GptqRounding?, (int Row, float Scale)[], int> action)
    {
        var groups = new List<(int First, int Next)>();
        for (var (first, next) = (0, 0); first < tries.Count; first = next)
        {
            var metric = layer.Metrics[tries[first].Row];
            for (next = first + 1; next < tries.Count && next - first < VectorMath.Rows && layer.Metrics[tries[next].Row] == metric; next++)
            {
            }

            groups.Add((first, next));
        }

        Parallel.ForEach(groups, parallel, group =>
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            action(layer.Metrics[tries[group.First].Row], [.. tries.Skip(group.First).Take(group.Next - group.First)], group.First);
        });
    }

    private static double SquaredError(IntegerRow row)
    {
        var error = 0d;
        for (var i = 0; i < row.Integers.Length; i++)
        {
            var difference = row.Remainder(i);
            error += difference * difference;
        }

        return error;
    }

    /// <summary>
    /// The row that is wanted with the nearest integers: to the source's weights where error feedback brings those of the corrected ones, else to the latter.
    /// </summary>
    private IntegerRow Nearest((int Row, float Scale) at)
    {
        var (row, scale) = (at.Row, (double)at.Scale);
        var weights = layer.Metrics[row] is not null && layer.FeedsBack ? layer.Folded.Rows[row] : layer.Wanted[row];
        var (integers, range) = (new int[weights.Length], layer.Ranges.Of(row));
        for (var i = 0; i < integers.Length; i++)
        {
            integers[i] = FloatingPoint.RoundAndClamp(weights[i] / scale, range.Minimum, range.Maximum);
        }

        return new IntegerRow(layer.Wanted[row], scale, integers, range);
    }
}
