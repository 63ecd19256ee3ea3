using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Layers;

/// <summary>
/// The scales that weights may take, by preference: the source's grid, on which each weight is the source's integer without its
/// zero point, exact for all that lie in range; its halvings, which hold the same numbers and finer ones; then the min–max scale
/// and fractions of it, which clip. Power-of-two targets keep of these the powers of two.
/// </summary>
internal static class WeightScales
{
    /// <summary>Two scales are the same grid when they differ by less than weights can show.</summary>
    private const double SameGrid = 1e-6;

    private static readonly double[] Fractions = [1, 0.93, 0.86, 0.8, 0.72, 0.64, 0.5];

    /// <summary>Scales for rows that share one. The first is the one to take when nothing is known about the inputs.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="gridScales">Scale of the source's grid for each row, or null where there is none.</param>
    /// <param name="rule">What the target allows.</param>
    /// <param name="largest">Largest integer that the weight of the largest magnitude may be.</param>
    /// <param name="keepGrid">Whether the source's grid is a candidate.</param>
    /// <param name="smallest">No scale is smaller.</param>
    /// <param name="highest">No scale is larger; a power of two, or none at all.</param>
    public static IReadOnlyList<float> Candidates(IReadOnlyList<double[]> rows, IReadOnlyList<double>? gridScales, TensorRule rule, double largest, bool keepGrid, double smallest, double highest = double.PositiveInfinity)
    {
        var candidates = new List<float>();
        var range = rows.Max(row => row.Length == 0 ? 0 : row.Max(Math.Abs));
        if (keepGrid && Grid(rows, gridScales, rule) is { } grid)
        {
            candidates.Add((float)grid);
            for (var finer = grid / 2; range > 0 && range <= largest * finer; finer /= 2)
            {
                candidates.Add((float)finer);
            }
        }

        var step = range > 0 ? range / largest : gridScales?[0] ?? 1;
        if (rule.Form == ScaleForm.PowerOfTwo)
        {
            var power = PowerOfTwo.Ceiling(step * (1 - SameGrid));
            candidates.AddRange([(float)power, (float)(power / 2), (float)(power / 4)]);
        }
        else
        {
            candidates.AddRange(Fractions.Select(fraction => (float)(step * fraction)));
        }

        var floor = (float)(rule.Form == ScaleForm.PowerOfTwo && smallest > 0 ? PowerOfTwo.Ceiling(smallest) : smallest);
        return [.. candidates.Where(scale => scale > 0 && float.IsFinite(scale)).Select(scale => Math.Min(Math.Max(scale, floor), (float)highest)).Distinct()];
    }

    /// <summary>The one grid on which the source's integers of all rows lie, snapped to a power of two where the target asks for one.</summary>
    public static double? Grid(IReadOnlyList<double[]> rows, IReadOnlyList<double>? gridScales, TensorRule rule)
    {
        if (gridScales is null)
        {
            return null;
        }

        var live = Enumerable.Range(0, rows.Count).Where(row => rows[row].Any(weight => weight != 0)).Select(row => gridScales[row]).DefaultIfEmpty(gridScales[0]).ToArray();
        var grid = rule.Form == ScaleForm.PowerOfTwo ? PowerOfTwo.Nearest(live[0]) : live[0];
        return live.All(scale => Math.Abs(scale - grid) <= SameGrid * grid) ? grid : null;
    }
}
