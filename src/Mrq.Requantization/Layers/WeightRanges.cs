using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Layers;

/// <summary>
/// The integers that each row of a layer's weights may be. Where a target has a zero point for each channel, it stands where the row's own range wants it, so that all integers of the type serve: a source's
/// 8-bit integers fit as they are, since they span no more.
/// </summary>
internal sealed class WeightRanges
{
    private readonly ImmutableArray<WeightRange> _rows;

    private WeightRanges(WeightRange common, ImmutableArray<WeightRange> rows) => (Common, _rows) = (common, rows);

    /// <summary>That of all rows where they share one; else what they would have if they did.</summary>
    public WeightRange Common { get; }

    /// <param name="rule">What the target allows.</param>
    /// <param name="source">The source's weights.</param>
    /// <param name="rows">Real weights, one row for each output channel.</param>
    public static WeightRanges Of(TensorRule rule, Tensor source, double[][] rows) => new(
        WeightRange.Of(rule, source),
        rule is { ZeroPoint: ZeroPointRule.Free, Granularity: Granularity.PerChannel } ? [.. rows.Select(row => Fit(rule, row))] : []);

    public WeightRange Of(int row) => _rows.IsEmpty ? Common : _rows[row];

    /// <summary>The integer that the weight of the largest magnitude may be, so that the scale by it clips no weight of either sign.</summary>
    public double LargestOf(int row, double[] weights)
    {
        if (_rows.IsEmpty)
        {
            return Common.Largest;
        }

        var ((low, high), range) = (Ends(weights), _rows[row]);
        var step = Math.Max(range.Maximum > 0 ? high / range.Maximum : 0, range.Minimum < 0 ? low / range.Minimum : 0);
        return step > 0 ? Math.Max(high, -low) / step : Common.Largest;
    }

    /// <summary>z = round(q_min − low / s) with s = (high − low) / (q_max − q_min); the middle of the type for a row of zeros.</summary>
    private static WeightRange Fit(TensorRule rule, double[] row)
    {
        var (low, high) = Ends(row);
        var zeroPoint = high > low
            ? Math.Clamp(rule.Minimum + (int)FloatingPoint.Round((rule.Maximum - rule.Minimum) * (-low / (high - low))), rule.Minimum, rule.Maximum)
            : (rule.Minimum + rule.Maximum + 1) / 2;
        return new WeightRange(rule.Minimum - zeroPoint, rule.Maximum - zeroPoint, zeroPoint);
    }

    private static (double Low, double High) Ends(double[] row) => (row.Aggregate(0d, Math.Min), row.Aggregate(0d, Math.Max));
}
