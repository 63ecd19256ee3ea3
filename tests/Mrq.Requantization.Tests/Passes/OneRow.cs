using Mrq.Requantization.Passes;

namespace Mrq.Requantization.Tests.Passes;

/// <summary>The rounding of one row by itself.</summary>
internal static class OneRow
{
    public static double Error(this GptqRounding rounding, double[] row, int[] integers, double scale) => rounding.Errors([new IntegerRow(row, scale, integers, default)])[0];

    public static int[] Round(this GptqRounding rounding, double[] row, double scale, int minimum, int maximum, out double error)
    {
        var integers = new int[row.Length];
        error = rounding.Round([new IntegerRow(row, scale, integers, new(minimum, maximum, 0))])[0];
        return integers;
    }

    public static void Refine(this GptqRounding rounding, double[] row, int[] integers, double scale, int minimum, int maximum) => rounding.Refine([new IntegerRow(row, scale, integers, new(minimum, maximum, 0))]);
}
