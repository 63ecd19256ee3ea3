using System.Globalization;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// Whether the real values of a dataset are of the size that a model's input represents. Data in another unit, pixels 0 to 255 for an input of 0 to 1
/// or the other way round, is clamped or rounded to next to nothing without an error.
/// </summary>
internal static class RangeUse
{
    /// <summary>A unit that is wrong is so in every sample.</summary>
    private const int MostSamples = 16;

    /// <summary>Fewer numbers may be alike by chance.</summary>
    private const int FewestNumbers = 256;

    /// <summary>Exporters cut off a thousandth or less of the values they have seen.</summary>
    private const double MostOutside = 0.05;

    /// <summary>Eight of 256 levels.</summary>
    private const double LeastSpread = 1.0 / 32;

    private const string Remedy = "Set InputMean and InputScale (--input-mean, --input-scale) if their unit is another one.";

    /// <summary>What is wrong with the numbers, as the rest of a sentence about them; null for nothing.</summary>
    public static string? Of(SampleInput data, Tensor input, InputDomain domain)
    {
        if (domain.Range is not var (minimum, maximum) || domain.Rows is not null)
        {
            return null;
        }

        // What rounds to the ends of the range is not cut off.
        var slack = (maximum - minimum) / 510;
        var meaning = InputChecks.Meaning(data, input);
        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        var (outside, count) = (0L, 0L);
        foreach (var row in data.Array.Rows().Take(MostSamples))
        {
            var element = 0;
            for (var rest = row.Data; !rest.IsEmpty; rest = rest[data.Array.ElementSize..])
            {
                var real = meaning.Of(NumpyTypes.ReadDouble(data.Array.Type, rest), element++);
                (least, greatest) = (Math.Min(least, real), Math.Max(greatest, real));
                outside += real < minimum - slack || real > maximum + slack ? 1 : 0;
                count++;
            }

            row.Dispose();
        }

        var share = (double)outside / count;
        return count < FewestNumbers || least.Equals(greatest) ? null
            : share > MostOutside ? string.Create(
                CultureInfo.InvariantCulture,
                $"mean {least:G4} to {greatest:G4}; {100 * share:F1} % of them lie outside {minimum:G4} to {maximum:G4}, all that the model's input represents, and are clamped. {Remedy}")
            : greatest - least < (maximum - minimum) * LeastSpread ? string.Create(
                CultureInfo.InvariantCulture,
                $"mean {least:G4} to {greatest:G4}, next to nothing of {minimum:G4} to {maximum:G4}, which the model's input represents. {Remedy}")
            : null;
    }
}
