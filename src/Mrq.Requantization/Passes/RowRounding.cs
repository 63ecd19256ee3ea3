using Mrq.Core.Numerics;

namespace Mrq.Requantization.Passes;

/// <summary>
/// The integers of a layer's rows at a scale, and what they cost. A row whose own nearest integers, the source's where the grid is preserved, have the
/// smaller error stays as it is.
/// </summary>
/// <param name="layer">The layer as far as it is.</param>
/// <param name="cancellation">Stops between two rows.</param>
internal sealed class RowRounding(LayerState layer, CancellationToken cancellation)
{
    private readonly int[] _zeros = new int[layer.Wanted[0].Length];

    /// <summary>The error of a row that is rounded to nothing.</summary>
    public double PowerOf(int row)
    {
        cancellation.ThrowIfCancellationRequested();
        return layer.Metrics[row]?.Error(layer.Wanted[row], _zeros, 1) ?? (layer.Moments is null ? SquaredError(layer.Wanted[row], _zeros, 1) : 0);
    }

    /// <summary>What a scale costs a row: the error of its integers before they are refined.</summary>
    public double ErrorAt(int row, float scale)
    {
        // One candidate for a scale is tried on many rows.
        cancellation.ThrowIfCancellationRequested();
        var nearest = Nearest(row, scale);
        if (layer.Metrics[row] is not { } metric)
        {
            // The rounding of what never varies is a constant, which the bias takes up.
            return layer.Moments is null ? SquaredError(layer.Wanted[row], nearest, scale) : 0;
        }

        var error = metric.Error(layer.Wanted[row], nearest, scale);
        if (layer.FeedsBack)
        {
            metric.Round(layer.Wanted[row], scale, layer.Range.Minimum, layer.Range.Maximum, out var fedBack);
            error = Math.Min(error, fedBack);
        }

        return error;
    }

    /// <summary>The integers of a row at the scale that is chosen.</summary>
    public int[] Round(int row, float scale)
    {
        cancellation.ThrowIfCancellationRequested();
        var nearest = Nearest(row, scale);
        if (layer.Metrics[row] is not { } metric || !layer.FeedsBack)
        {
            return nearest;
        }

        var rounded = metric.Round(layer.Wanted[row], scale, layer.Range.Minimum, layer.Range.Maximum, out _);
        metric.Refine(layer.Wanted[row], rounded, scale, layer.Range.Minimum, layer.Range.Maximum);
        return metric.Error(layer.Wanted[row], rounded, scale) < metric.Error(layer.Wanted[row], nearest, scale) ? rounded : nearest;
    }

    private static double SquaredError(double[] row, int[] integers, double scale)
    {
        var error = 0d;
        for (var i = 0; i < row.Length; i++)
        {
            var difference = row[i] - (integers[i] * scale);
            error += difference * difference;
        }

        return error;
    }

    /// <summary>The nearest integers: to the source's weights where error feedback brings those of the corrected ones, else to the latter.</summary>
    private int[] Nearest(int row, double scale)
    {
        var weights = layer.Metrics[row] is not null && layer.FeedsBack ? layer.Folded.Rows[row] : layer.Wanted[row];
        var integers = new int[weights.Length];
        for (var i = 0; i < integers.Length; i++)
        {
            integers[i] = FloatingPoint.RoundAndClamp(weights[i] / scale, layer.Range.Minimum, layer.Range.Maximum);
        }

        return integers;
    }
}
