using System.Globalization;
using System.Net;
using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq.Reporting;

/// <summary>Builds a page. Everything that is not a literal of this project goes through <see cref="Text"/>.</summary>
internal sealed class Html
{
    private const int LongestText = 400;
    private readonly StringBuilder _page = new();

    /// <summary>Appends markup as it stands.</summary>
    public Html Raw(string markup)
    {
        _page.Append(markup).Append('\n');
        return this;
    }

    /// <summary>Appends what another page of this kind wrote.</summary>
    public Html Append(string written)
    {
        _page.Append(written);
        return this;
    }

    /// <summary>Appends markup whose holes are numbers or already escaped, in the invariant culture.</summary>
    public Html Format(FormattableString markup) => Raw(markup.ToString(CultureInfo.InvariantCulture));

    /// <summary>A table in a region that scrolls by itself; columns whose head starts with '#' hold numbers, with '@' long names.</summary>
    /// <param name="label">What the table holds, for those who do not see it.</param>
    /// <param name="heads">Literals.</param>
    /// <param name="rows">Cells, escaped here.</param>
    public Html Table(string label, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        Raw($"<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{Text(label)}\"><table><thead><tr>{string.Concat(heads.Select(head => $"<th scope=\"col\"{Class(head)}>{Text(head.TrimStart('#', '@'))}</th>"))}</tr></thead><tbody>");
        foreach (var row in rows)
        {
            Raw($"<tr>{string.Concat(row.Select((cell, column) => $"<td{Class(heads[column])}>{Text(cell)}</td>"))}</tr>");
        }

        return Raw("</tbody></table></div>");
    }

    public override string ToString() => _page.ToString();

    /// <summary>Escapes for content and attributes; what steers a terminal, a line or the direction of text becomes '?'.</summary>
    public static string Text(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, LongestText));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length >= LongestText)
            {
                clean.Append('…');
                break;
            }

            clean.Append(SafeText.IsPlain(rune) ? rune.ToString() : "?");
        }

        return WebUtility.HtmlEncode(clean.ToString());
    }

    private static string Class(string head) => head.StartsWith('#') ? " class=\"number\"" : head.StartsWith('@') ? " class=\"name\"" : "";
}
