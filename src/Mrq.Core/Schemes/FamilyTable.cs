namespace Mrq.Core.Schemes;

/// <summary>A catalogue as a table: a heading for each family, a row for each of its members.</summary>
/// <param name="Head">The columns' names.</param>
/// <param name="Families">Rows have a cell for each column.</param>
public sealed record FamilyTable(string[] Head, IReadOnlyList<(string Name, IReadOnlyList<string[]> Rows)> Families)
{
    private const string Gap = "  ";

    /// <summary>The table as lines, the columns' names first. Columns are as wide as what stands in them.</summary>
    public IEnumerable<string> Lines()
    {
        var widths = Head.Select((name, column) => Families.SelectMany(family => family.Rows).Select(row => row[column].Length).Append(name.Length).Max()).ToArray();
        yield return Line(Head, widths);
        foreach (var (name, rows) in Families)
        {
            yield return "";
            yield return name;
            foreach (var row in rows)
            {
                yield return Line(row, widths);
            }
        }
    }

    private static string Line(string[] cells, int[] widths) => (Gap + string.Join(Gap, cells.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd();
}
