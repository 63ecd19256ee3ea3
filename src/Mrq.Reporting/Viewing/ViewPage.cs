using System.Net;
using System.Text;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Reporting.Viewing;

/// <summary>
/// A model on one self-contained page: its graph as a picture that is moved, zoomed and searched, what is known of each operator and tensor, and which targets it
/// fits. Without a script the tables are there. No request leaves the page, and the same model gives the same bytes.
/// </summary>
public static class ViewPage
{
    private const string Hint = "Graph of operators. Arrow keys move it, plus and minus zoom, 0 shows all, Home the beginning, N and P choose the next and the previous operator.";

    /// <returns>UTF-8.</returns>
    public static byte[] Write(ViewContent content)
    {
        var page = new Html();
        page.Raw("<!DOCTYPE html>").Raw("<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">")
            .Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Raw($"<title>{Html.Text(content.Model)}</title><style>{PageAssets.ViewStyles}</style></head><body>")
            .Raw($"<header><h1>{Html.Text(content.Model)}</h1>{string.Concat(content.Facts.Select(fact => $"<p class=\"soft\">{Html.Text(fact.Name)}: {Html.Text(fact.Text)}</p>"))}</header><main>");
        WriteViewer(page, content);
        WriteTargets(page, content);
        page.Raw("<h2>Operators</h2>");
        foreach (var (number, view) in content.Graphs.Index())
        {
            page.Format($"<details><summary>{(number == 0 ? "The operators as a table" : Html.Text($"Graph {number.ToString(System.Globalization.CultureInfo.InvariantCulture)}, {SafeText.Name(view.Graph.Name)}"))}</summary>")
                .Table("Operators", ["#index", "operator", "type", "shape", "quantization", "@output"], view.Graph.Operators.Select((step, index) => Row(view.Graph, step, index)))
                .Raw("</details>");
        }

        page.Raw($"</main><footer><p>Written by Mrq.Build {Html.Text(content.Version)}.</p><details><summary>Layout of the graph: dagre, MIT licence</summary><pre>{WebUtility.HtmlEncode(PageAssets.LayoutLicence)}</pre></details></footer>")
            .Raw($"<script type=\"application/json\" id=\"model\">{ViewData.Json(content)}</script><script>{PageAssets.Layout}</script><script>{PageAssets.ViewScript}</script></body></html>");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static void WriteViewer(Html page, ViewContent content) => page.Raw("<div class=\"viewer\"><div class=\"bar\">")
        .Raw("<input type=\"search\" id=\"search\" placeholder=\"Search operators and tensors\" aria-label=\"Search operators and tensors\"><output id=\"found\" aria-live=\"polite\"></output>")
        .Raw("<button type=\"button\" id=\"previous\" aria-label=\"Previous operator\">↑</button><button type=\"button\" id=\"next\" aria-label=\"Next operator\">↓</button>")
        .Raw("<button type=\"button\" id=\"further\" aria-label=\"Zoom out\">−</button><button type=\"button\" id=\"closer\" aria-label=\"Zoom in\">+</button><button type=\"button\" id=\"all\">Show all</button>")
        .Raw(content.Graphs.Count > 1 ? "<label>Graph <select id=\"graphs\"></select></label>" : "")
        .Raw($"</div><div class=\"canvas\"><svg id=\"graph\" role=\"application\" tabindex=\"0\" aria-label=\"{Hint}\"><defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 1L9 5L0 9z\"/></marker></defs><g id=\"scene\"></g></svg></div>")
        .Raw("<section class=\"panel\" id=\"panel\" tabindex=\"0\" aria-label=\"The chosen operator\" aria-live=\"polite\"><noscript><p>The picture needs a script; the tables below do not.</p></noscript></section></div>");

    private static void WriteTargets(Html page, ViewContent content)
    {
        page.Raw("<h2>Targets</h2>").Raw($"<p>{Html.Text(string.Join(", ", content.Targets.GroupBy(target => target.Fit).Select(group => $"{group.Key}: {Numbers.Whole(group.Count())}")))}.</p>");
        foreach (var group in content.Targets.GroupBy(target => target.Fit))
        {
            page.Raw($"<details{(group.Key == "satisfied" ? " open" : "")}><summary>{Html.Text(group.Key)}: {Numbers.Whole(group.Count())}</summary>")
                .Table($"Targets: {group.Key}", ["target", "family", "@why not better"], group.Select(target => (IReadOnlyList<string>)[target.Name, target.Family, target.Why.Length > 0 ? target.Why : "–"]))
                .Raw("</details>");
        }
    }

    private static IReadOnlyList<string> Row(QuantizedGraph graph, Operator step, int index)
    {
        var output = step.Outputs.IsEmpty ? null : graph.Tensors[step.Outputs[0]];
        return [Numbers.Whole(index), step.Name, output?.Type.FieldName() ?? "–", output?.Shape.ToString() ?? "–", output is null ? "–" : Quantization(output), output?.Name ?? "–"];
    }

    private static string Quantization(Tensor tensor) => tensor.Quantization switch
    {
        null => "–",
        { IsPerTensor: true } one => $"scale {Numbers.Short(one.Scale)}, zero point {Numbers.Whole(one.ZeroPoints[0])}",
        var many => $"{Numbers.Whole(many.Scales.Length)} scales {Numbers.Short(many.Scales.Min())} to {Numbers.Short(many.Scales.Max())}",
    };
}
