using System.Net;
using System.Text;

namespace Mrq.Reporting;

/// <summary>All conversions of a build on one page, with links to their own, and charts of those that have a history. As self-contained as they are.</summary>
public static class IndexPage
{
    private const string Mark = "<!-- index of ";
    private static readonly string[] Heads = ["model", "target", "result", "metric", "source → target", "agreement", "SQNR"];

    /// <returns>UTF-8.</returns>
    public static byte[] Write(IndexContent content)
    {
        var charts = new List<Chart>();
        var page = new Html();
        var failed = content.Entries.Count(entry => entry.IsFailed);
        page.Raw("<!DOCTYPE html>").Raw($"{Mark}{content.Digest} -->").Raw("<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Raw($"<title>{Html.Text(content.Title)}</title><style>{PageAssets.Styles}</style></head><body><header><h1>{Html.Text(content.Title)}</h1></header><main>")
            .Raw(failed > 0
                ? $"<section class=\"verdict failed\" aria-label=\"Verdict\"><p class=\"word\">{Numbers.Whole(failed)} of {Numbers.Whole(content.Entries.Count)} conversions failed.</p></section>"
                : $"<section class=\"verdict passed\" aria-label=\"Verdict\"><p class=\"word\">No conversion of {Numbers.Whole(content.Entries.Count)} failed.</p></section>")
            .Raw("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Conversions\"><table><thead><tr>")
            .Raw(string.Concat(Heads.Select(head => $"<th scope=\"col\">{head}</th>")))
            .Raw("</tr></thead><tbody>");
        foreach (var entry in content.Entries)
        {
            page.Raw($"<tr><td>{Linked(entry, Html.Text(entry.Model))}</td><td>{Html.Text(entry.Scheme)}</td><td class=\"{(entry.IsFailed ? "failed" : "")}\">{Html.Text(entry.Result)}</td>{string.Concat(Enumerable.Range(0, 4).Select(figure => $"<td>{Html.Text(entry.Figures.ElementAtOrDefault(figure) is { Length: > 0 } text ? text : "–")}</td>"))}</tr>");
        }

        page.Raw("</tbody></table></div>");
        foreach (var entry in content.Entries.Where(entry => entry.History.Count > 1))
        {
            WriteHistory(page, entry, charts);
        }

        page.Raw($"</main><footer><p>Written by Mrq.Build {Html.Text(content.Version)}.</p><details><summary>Charts: uPlot, MIT licence</summary><pre>{WebUtility.HtmlEncode(PageAssets.LibraryLicence)}</pre></details></footer>")
            .Raw($"<script type=\"application/json\" id=\"charts\">{Chart.ToJson(charts)}</script><script>{PageAssets.Library}</script><script>{PageAssets.Script}</script></body></html>");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    /// <summary>Whether a file begins as an index of this digest does.</summary>
    public static bool IsOf(string path, string digest)
    {
        try
        {
            using var lines = new StreamReader(path);
            return lines.ReadLine() is not null && lines.ReadLine() == $"{Mark}{digest} -->";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Parts of a path are escaped, so that none is a scheme or the end of an attribute.</summary>
    private static string Linked(IndexEntry entry, string text) =>
        entry.Link.Count == 0 ? text : $"<a href=\"./{Html.Text(string.Join('/', entry.Link.Select(part => part == ".." ? part : Uri.EscapeDataString(part))))}\">{text}</a>";

    private static void WriteHistory(Html page, IndexEntry entry, List<Chart> charts)
    {
        var (metric, points) = (entry.Metric!, entry.History);
        var title = $"{metric.Name}{(metric.Unit == "dB" ? " in dB" : "")} of {entry.Model} to {entry.Scheme} over {Numbers.Whole(points.Count)} reports";
        page.Raw($"<h2>{Html.Text(entry.Model)} → {Html.Text(entry.Scheme)}</h2><figure><figcaption>{Html.Text(title)}{(entry.LeftOut > 0 ? $"; {Numbers.Whole(entry.LeftOut)} more are of another metric or of other data" : "")}</figcaption>")
            .Raw($"<div class=\"chart\" data-chart=\"{Numbers.Whole(charts.Count)}\" role=\"img\" aria-label=\"{Html.Text(title)}; the table below holds the numbers\"></div>");
        charts.Add(new Chart(
            "history",
            new ChartAxis("report", [.. Enumerable.Range(0, points.Count).Select(point => (double)point)]),
            metric.Name,
            [new ChartSeries("source", [.. points.Select(point => point.Source)]), new ChartSeries("target", [.. points.Select(point => point.Target)])],
            [.. points.Select(point => point.Name)]));
        page.Raw("<details><summary>The numbers as a table</summary>")
            .Table("Reports", ["@report", "#source", "#target"], points.Select(point => (IReadOnlyList<string>)[point.Name, Show(point.Source), Show(point.Target)]))
            .Raw("</details></figure>");

        string Show(double? value) => value is { } number ? (metric.IsError ? Numbers.Short(number) : Numbers.Fixed(number)) : "–";
    }
}
