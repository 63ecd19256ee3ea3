namespace Mrq.Core.Targets;

/// <summary>Targets as lines that are read at a glance: a heading for each family, a line for each target.</summary>
public static class TargetTable
{
    private const string Gap = "  ";

    /// <summary>The lines, the columns' names first. Columns are as wide as what stands in them.</summary>
    public static IEnumerable<string> Lines(IEnumerable<Target> targets)
    {
        string[] head = ["target", "container", "types", "arithmetic", "description"];
        var families = targets.GroupBy(target => target.Family).Select(family => (Name: family.Key, Rows: family.Select(Row).ToList())).ToList();
        var widths = head.Select((name, column) => families.SelectMany(family => family.Rows).Select(row => row[column].Length).Append(name.Length).Max()).ToArray();
        yield return Line(head, widths);
        foreach (var (name, rows) in families)
        {
            yield return "";
            yield return name;
            foreach (var row in rows)
            {
                yield return Line(row, widths);
            }
        }
    }

    /// <summary>A degree of confidence in a word or two.</summary>
    public static string Short(Confidence confidence) => confidence switch
    {
        Confidence.Verified => "verified",
        Confidence.VendorDocument => "vendor document",
        Confidence.OtherTool => "another tool",
        _ => "assumed",
    };

    private static string[] Row(Target target) => [target.Name, target.Container, Short(target.Confidence.Types), Short(target.Confidence.Arithmetic), target.Description];

    private static string Line(string[] cells, int[] widths) => (Gap + string.Join(Gap, cells.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd();
}
