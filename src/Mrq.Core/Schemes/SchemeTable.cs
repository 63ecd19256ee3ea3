
namespace Mrq.Core.Schemes;

/// <summary>Schemes as lines that are read at a glance, however many there are: a heading for each family, a line for each scheme.</summary>
public static class SchemeTable
{
    private const string Gap = "  ";

    /// <summary>The lines, the columns' names first. Columns are as wide as what stands in them.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<SchemeFamily> families)
    {
        string[] head = ["scheme", "weights", "activations", "arithmetic"];
        var rows = families.Select(family => (family.Name, Rows: family.Schemes.Select(Row).ToList())).ToList();
        var widths = head.Select((name, column) => rows.SelectMany(family => family.Rows).Select(row => row[column].Length).Append(name.Length).Max()).ToArray();
        yield return Line(head, widths);
        foreach (var family in rows)
        {
            yield return "";
            yield return family.Name;
            foreach (var row in family.Rows)
            {
                yield return Line(row, widths);
            }
        }
    }

    private static string[] Row(QuantizationScheme scheme) => [scheme.Name, Short(scheme.Weights), Short(scheme.Activations), scheme.Arithmetic.Name];

    /// <summary>A rule in a few words; what is said of none is the simplest case: zero point 0, one scale, any scale.</summary>
    private static string Short(TensorRule rule)
    {
        var type = rule.Type.ToString().ToLowerInvariant();
        return string.Join(' ', new[]
        {
            rule.ZeroPoint == ZeroPointRule.ZeroOrMinimum ? $"{type} or u{type}" : type,
            rule.ZeroPoint == ZeroPointRule.Free ? "asymmetric" : "",
            rule.Granularity == Granularity.PerChannel ? "per channel" : "",
            rule.Form == ScaleForm.PowerOfTwo ? "2^k" : "",
        }.Where(word => word.Length > 0));
    }

    private static string Line(string[] cells, int[] widths) => (Gap + string.Join(Gap, cells.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd();
}
