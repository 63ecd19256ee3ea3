using System.Net;
using System.Text;

namespace Mrq.Reporting;

/// <summary>
/// One self-contained page: no request leaves it (its policy forbids any), charts come from a library inside it, and every chart
/// has its numbers as a table. The same content gives the same bytes.
/// </summary>
public static class ReportPage
{
    /// <returns>UTF-8.</returns>
    public static byte[] Write(ReportContent content)
    {
        var page = new Html();
        page.Raw("<!DOCTYPE html>").Raw("<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'{(content.Changed.Any(sample => sample.Picture is not null) ? "; img-src data:" : "")}\">")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Raw($"<title>{Html.Text(content.Model)} to {Html.Text(content.Scheme)}</title>")
            .Raw($"<style>{PageAssets.Styles}</style></head><body>")
            .Raw($"<header><h1>{Html.Text(content.Model)} → {Html.Text(content.Scheme)}</h1><p class=\"soft\">{Html.Text(content.Summary)}</p></header><main>");
        VerdictSection.Write(page, content);
        AccuracySection.Write(page, content);
        page.Append(content.Body.Arithmetic);
        ChangedSection.Write(page, content);
        page.Append(content.Body.Layers)
            .Raw("<h2>Options</h2>")
            .Table("Options", ["option", "@value"], content.Options.Select(option => (IReadOnlyList<string>)[option.Name, option.Value.Length > 0 ? option.Value : "–"]))
            .Raw($"</main><footer><p>Written by Mrq.Build {Html.Text(content.Version)}.</p><details><summary>Charts: uPlot, MIT licence</summary><pre>{WebUtility.HtmlEncode(PageAssets.LibraryLicence)}</pre></details></footer>")
            .Raw($"<script type=\"application/json\" id=\"charts\">{content.Body.Charts}</script>")
            .Raw($"<script>{PageAssets.Library}</script>")
            .Raw($"<script>{PageAssets.Script}</script></body></html>");
        return Encoding.UTF8.GetBytes(page.ToString());
    }
}
