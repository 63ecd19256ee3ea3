using Mrq.Evaluation.Layers;

namespace Mrq.Reporting;

/// <summary>How far the output of every layer is from the source's: two charts and the table they are drawn from.</summary>
internal static class LayerSection
{
    public static void Write(Html page, ConversionContent content, List<Chart> charts)
    {
        page.Raw("<h2>Layers</h2>");
        if (content.Layers.Count == 0)
        {
            page.Raw("<p>No layer's output is quantized in both models.</p>");
            return;
        }

        page.Format($"<p>Each layer's output in the source and in the converted model, as real values, over {content.LayerSamples} samples.</p>");
        Bars(page, content, charts, "Signal to quantization noise by layer, in dB: more is better; no bar where nothing differs", "dB", layer => double.IsFinite(layer.Sqnr) ? layer.Sqnr : null);
        Bars(page, content, charts, "Bits of the source's resolution that are lost, by layer: less is better", "bits", layer => layer.BitsLost);
        page.Raw("<details><summary>The numbers as a table</summary>")
            .Table(
                "Layers",
                ["#operator", "name", "@output", "#SQNR in dB", "#bits lost", "#source at its limits", "#target at its limits"],
                content.Layers.Select(layer => (IReadOnlyList<string>)
                [
                    Numbers.Whole(layer.Operator), layer.OperatorName, layer.Source.Name, Numbers.Fixed(layer.Sqnr), Numbers.Fixed(layer.BitsLost),
                    Numbers.Percent(layer.SourceSaturated), Numbers.Percent(layer.TargetSaturated),
                ]))
            .Raw("</details>");
    }

    private static void Bars(Html page, ConversionContent content, List<Chart> charts, string title, string unit, Func<LayerQuality, double?> value)
    {
        page.Raw($"<figure><figcaption>{Html.Text(title)}</figcaption><div class=\"chart\" data-chart=\"{Numbers.Whole(charts.Count)}\" role=\"img\" aria-label=\"{Html.Text(title)}; the table below holds the numbers\"></div></figure>");
        charts.Add(new Chart(
            "bars",
            new ChartAxis("layer", [.. Enumerable.Range(0, content.Layers.Count).Select(i => (double)i)]),
            unit,
            [new ChartSeries(unit, [.. content.Layers.Select(value)])],
            [.. content.Layers.Select(layer => FormattableString.Invariant($"{layer.OperatorName} at {layer.Operator}"))]));
    }
}
