using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Requantization.Statistics;

namespace Mrq.Requantization.Passes;

/// <summary>
/// Brings one layer to integers: corrected weights, the scale whose rounding has the least output error
/// e·H·eᵀ relative to the row's power, and the rounding.
/// A row whose own nearest integers, the source's where the grid is kept, have the smaller error stays as it is. Without
/// statistics of the inputs the scale is that of the least error of the weights themselves, and the integers are the nearest.
/// </summary>
internal sealed class LayerRounding
{
    /// <summary>Rows that stand for all when a scale for all is chosen.</summary>
    private const int RowsTried = 64;

    /// <summary>Errors count relative to the power of their row, which has at least this share of the mean row's.</summary>
    private const double PowerFloor = 0.01;

    /// <summary>Another scale than the preferred one must have less than this share of its error: sampled errors do not tell finer.</summary>
    private const double ClearGain = 0.7;

    private readonly FoldedLayer _layer;
    private readonly double[] _smallestScales;
    private readonly TensorRule _rule;
    private readonly WeightRange _range;
    private readonly RequantizationOptions _options;
    private readonly ParallelOptions _parallel;
    private readonly double[][] _wanted;

    /// <summary>The same with 0 for weights whose input never varies: they do not set a range.</summary>
    private readonly double[][] _live;

    private readonly ErrorFeedbackRounding?[] _feedback;
    private bool _hasMoments;

    private LayerRounding(FoldedLayer layer, double[] smallestScales, TensorRule rule, WeightRange range, RequantizationOptions options, ParallelOptions parallel)
    {
        _layer = layer;
        _smallestScales = smallestScales;
        _rule = rule;
        _range = range;
        _options = options;
        _parallel = parallel;
        _wanted = [.. layer.Rows];
        _live = [.. layer.Rows];
        _feedback = new ErrorFeedbackRounding?[layer.Rows.Length];
    }

    /// <param name="layer">The layer in the target's units.</param>
    /// <param name="smallestScales">For each row the smallest scale that its bias allows.</param>
    /// <param name="groups">Its rows by their inputs.</param>
    /// <param name="moments">Statistics of each group's inputs; null where there are none.</param>
    /// <param name="rule">What the target allows of weights.</param>
    /// <param name="range">The integers that it allows.</param>
    /// <param name="options">Which passes run.</param>
    /// <param name="parallel">Threads; rows are independent of one another.</param>
    public static RoundedLayer Round(FoldedLayer layer, double[] smallestScales, IReadOnlyList<RowGroup> groups, IReadOnlyList<InputMoments>? moments, TensorRule rule, WeightRange range, RequantizationOptions options, ParallelOptions parallel)
    {
        var rounding = new LayerRounding(layer, smallestScales, rule, range, options, parallel);
        if (moments is not null)
        {
            rounding.Prepare(groups, moments);
        }

        return rounding.Round();
    }

    private void Prepare(IReadOnlyList<RowGroup> groups, IReadOnlyList<InputMoments> moments)
    {
        _hasMoments = true;
        void Group(int group)
        {
            var correction = _options.Runs(PassNames.WeightCorrection) ? WeightCorrection.Of(moments[group], _options.Caution, _parallel.CancellationToken) : null;
            var feedback = ErrorFeedbackRounding.Of(moments[group], _options.Caution, _parallel.CancellationToken);
            void Row(int i)
            {
                var row = groups[group].Rows[i];
                _feedback[row] = feedback;
                _wanted[row] = correction?.Correct(_layer.Rows[row]) ?? _layer.Rows[row];
                _live[row] = [.. _wanted[row].Select((weight, column) => moments[group].Covariance[column, column] > 0 ? weight : 0)];
            }

            Parallel.For(0, groups[group].Rows.Length, _parallel, Row);
        }

        Parallel.For(0, groups.Count, _parallel, Group);
    }

    private RoundedLayer Round()
    {
        var scales = new float[_wanted.Length];
        if (_rule.Granularity == Granularity.PerTensor)
        {
            Array.Fill(scales, TensorScale());
        }
        else
        {
            Parallel.For(0, scales.Length, _parallel, row => scales[row] = RowScale(row));
        }

        var integers = new int[_wanted.Length][];
        Parallel.For(0, integers.Length, _parallel, row => integers[row] = RoundRow(row, scales[row]));
        var clipped = _layer.Rows.Select((row, index) => RoundedLayer.CountClipped(row, scales[index], _range.Minimum, _range.Maximum)).Sum();
        return new RoundedLayer(integers, scales, clipped);
    }

    private float TensorScale()
    {
        var candidates = WeightScales.Candidates(_live.Any(row => row.Any(weight => weight != 0)) ? _live : _wanted, _layer.GridScales, _rule, _range.Largest, _options.Runs(PassNames.KeptGrid), _smallestScales.Max());
        if (candidates.Count == 1 || !_options.Runs(PassNames.ScaleSearch))
        {
            return candidates[0];
        }

        var stride = Math.Max(1, _wanted.Length / RowsTried);
        var zeros = new int[_wanted[0].Length];
        var powers = Enumerable.Range(0, _wanted.Length).Select(row => Power(row, zeros)).ToArray();
        var floor = PowerFloor * powers.Sum() / powers.Length;
        var errors = new double[candidates.Count];
        Parallel.For(0, errors.Length, _parallel, candidate =>
        {
            for (var row = 0; row < _wanted.Length; row += stride)
            {
                errors[candidate] += ErrorAt(row, candidates[candidate]) / (powers[row] + floor);
            }
        });
        return errors.Min() > errors[0] * ClearGain ? candidates[0] : candidates[Array.IndexOf(errors, errors.Min())];
    }

    private float RowScale(int row)
    {
        double[][] rows = [_live[row].Any(weight => weight != 0) ? _live[row] : _wanted[row]];
        var candidates = WeightScales.Candidates(rows, _layer.GridScales is { } grids ? [grids[row]] : null, _rule, _range.Largest, _options.Runs(PassNames.KeptGrid), _smallestScales[row]);
        if (!_options.Runs(PassNames.ScaleSearch))
        {
            return candidates[0];
        }

        var errors = candidates.Select(scale => ErrorAt(row, scale)).ToArray();
        return candidates[Array.IndexOf(errors, errors.Min())];
    }

    /// <summary>The error of a row that is rounded to nothing.</summary>
    private double Power(int row, int[] zeros)
    {
        _parallel.CancellationToken.ThrowIfCancellationRequested();
        return _feedback[row]?.Error(_wanted[row], zeros, 1) ?? (_hasMoments ? 0 : SquaredError(_wanted[row], zeros, 1));
    }

    /// <summary>What a scale costs a row: the error of its integers before they are refined.</summary>
    private double ErrorAt(int row, float scale)
    {
        // One candidate for a scale is tried on many rows.
        _parallel.CancellationToken.ThrowIfCancellationRequested();
        var nearest = Nearest(row, scale);
        if (_feedback[row] is not { } feedback)
        {
            // The rounding of what never varies is a constant, which the bias takes up.
            return _hasMoments ? 0 : SquaredError(_wanted[row], nearest, scale);
        }

        var error = feedback.Error(_wanted[row], nearest, scale);
        if (FeedsBack)
        {
            feedback.Round(_wanted[row], scale, _range.Minimum, _range.Maximum, out var fedBack);
            error = Math.Min(error, fedBack);
        }

        return error;
    }

    /// <summary>The integers of a row at the scale that is chosen.</summary>
    private int[] RoundRow(int row, float scale)
    {
        _parallel.CancellationToken.ThrowIfCancellationRequested();
        var nearest = Nearest(row, scale);
        if (_feedback[row] is not { } feedback || !FeedsBack)
        {
            return nearest;
        }

        var rounded = feedback.Round(_wanted[row], scale, _range.Minimum, _range.Maximum, out _);
        feedback.Refine(_wanted[row], rounded, scale, _range.Minimum, _range.Maximum);
        return feedback.Error(_wanted[row], rounded, scale) < feedback.Error(_wanted[row], nearest, scale) ? rounded : nearest;
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

    private bool FeedsBack => _options.Runs(PassNames.ErrorFeedback);

    /// <summary>The nearest integers: to the source's weights where error feedback brings those of the corrected ones, else to the latter.</summary>
    private int[] Nearest(int row, double scale)
    {
        var weights = _feedback[row] is not null && FeedsBack ? _layer.Rows[row] : _wanted[row];
        var integers = new int[weights.Length];
        for (var i = 0; i < integers.Length; i++)
        {
            integers[i] = FloatingPoint.RoundAndClamp(weights[i] / scale, _range.Minimum, _range.Maximum);
        }

        return integers;
    }
}
