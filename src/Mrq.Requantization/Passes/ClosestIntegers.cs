using Mrq.Core.Numerics;
using Mrq.Requantization.Algebra;

namespace Mrq.Requantization.Passes;

/// <summary>
/// Of all integers within a range those whose error |(w − q·s)·R|² is least, for rows as short as those of depthwise kernels. R is upper
/// triangular, so the first j integers alone decide on the first j terms of the sum: integers are tried column by column, the nearest
/// first, and given up where the terms pass the least sum that is known.
/// </summary>
/// <remarks>
/// Source: Schnorr and Euchner, Mathematical Programming 66 (1994), known from sphere decoding. A row that would take too long ends with
/// the best of what was tried.
/// </remarks>
internal ref struct ClosestIntegers
{
    /// <summary>
    /// Longest row that is searched: a depthwise kernel of 5×5. It takes 50 to 150 steps for 3×3; half of the searches in the 27 inputs of
    /// a first layer, pixels of three channels, did not end.
    /// </summary>
    public const int LongestRow = 25;

    private const int MaximumSteps = 20_000;

    /// <summary>Differences below this share of the error come from the order of sums.</summary>
    private const double ClearlyLess = 1 - 1e-9;

    private readonly SquareMatrix _factor;
    private readonly ReadOnlySpan<double> _row;
    private readonly double _scale;
    private readonly int _minimum;
    private readonly int _maximum;
    private readonly Span<int> _best;
    private readonly Span<int> _tried;
    private double _least;
    private int _steps;

    private ClosestIntegers(SquareMatrix factor, ReadOnlySpan<double> row, double scale, int minimum, int maximum, Span<int> best, Span<int> tried)
    {
        _factor = factor;
        _row = row;
        (_scale, _minimum, _maximum) = (scale, minimum, maximum);
        _best = best;
        _tried = tried;
    }

    /// <summary>Replaces integers by those with the least error.</summary>
    /// <param name="factor">R.</param>
    /// <param name="row">The row w, its columns in R's order, <see cref="LongestRow"/> at most.</param>
    /// <param name="integers">Good ones to begin with; the best ones after it.</param>
    /// <param name="error">The error of the integers to begin with.</param>
    /// <param name="scale">Their scale s.</param>
    /// <param name="minimum">The smallest integer.</param>
    /// <param name="maximum">The largest.</param>
    public static void Improve(SquareMatrix factor, ReadOnlySpan<double> row, Span<int> integers, double error, double scale, int minimum, int maximum)
    {
        var search = new ClosestIntegers(factor, row, scale, minimum, maximum, integers, stackalloc int[row.Length]);
        search._least = error * ClearlyLess;
        search.Extend(0, 0);
    }

    /// <summary>Tries the integers of one column, and of those after it, on those before it.</summary>
    private void Extend(int column, double errorBefore)
    {
        var center = Center(column);
        var next = FloatingPoint.RoundAndClamp(center, _minimum, _maximum);
        var (below, above) = (next - 1, next + 1);
        while (next >= _minimum && _steps++ < MaximumSteps)
        {
            var error = errorBefore + Term(column, center, next);
            if (!(error < _least))
            {
                return;
            }

            _tried[column] = next;
            if (column == _row.Length - 1)
            {
                _least = error;
                _tried.CopyTo(_best);
                return;
            }

            Extend(column + 1, error);
            next = above > _maximum || (below >= _minimum && center - below < above - center) ? below-- : above++;
        }
    }

    /// <summary>Where a column's integer would have to be for no error, in view of those before it.</summary>
    private readonly double Center(int column)
    {
        var carried = 0d;
        for (var before = 0; before < column; before++)
        {
            carried += (_row[before] - (_tried[before] * _scale)) * _factor[before, column];
        }

        return (_row[column] + (carried / _factor[column, column])) / _scale;
    }

    private readonly double Term(int column, double center, int integer)
    {
        var root = (center - integer) * _scale * _factor[column, column];
        return root * root;
    }
}
