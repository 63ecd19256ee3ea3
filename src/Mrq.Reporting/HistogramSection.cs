using Mrq.Evaluation.Layers;

namespace Mrq.Reporting;

/// <summary>Values of the layers that lose most, before and after.</summary>
internal static class HistogramSection
{
    private const int Bins = 48;

    public static void Write(Html page, ConversionContent content, List<Chart> charts)
    {
        if (content.Worst.Count == 0)
        {
            return;
        }

        page.Raw("<h2>Layers that lose most</h2><p>Filled: the source. Dashed: the converted model, in the source's units: factors and zero points that conversion moved into neighbouring layers are taken back. Each value is spread over its step of the grid.</p>");
        foreach (var layer in content.Worst)
        {
            var quality = layer.Quality;
            page.Format($"<h3>{Html.Text(quality.OperatorName)} at {quality.Operator}</h3>")
                .Raw($"<p class=\"soft\"><code>{Html.Text(quality.Source.Name)}</code>: SQNR {Numbers.Fixed(quality.Sqnr)} dB, {Numbers.Fixed(quality.BitsLost)} bits lost</p><div class=\"pair\">");
            Figure(page, charts, "Activations", RealHistogram.OfActivations(quality, Bins));
            if (layer is { SourceWeights: { } before, TargetWeights: { } after } && WeightHistograms.Of(before, after, layer.WeightFactors, Bins) is { } weights)
            {
                Figure(page, charts, "Weights", weights);
            }

            Ranges(page, charts, layer);

            page.Raw("</div>");
        }
    }

    /// <summary>One channel has no other to be compared with.</summary>
    private static void Ranges(Html page, List<Chart> charts, WorstLayer layer)
    {
        var (source, target) = (layer.SourceRanges, layer.TargetRanges);
        if (source.Count < 2 || target.Count != source.Count)
        {
            return;
        }

        const string Title = "Weights by output channel";
        page.Raw($"<figure><figcaption>{Title}: the largest absolute value</figcaption><div class=\"chart\" data-chart=\"{Numbers.Whole(charts.Count)}\" role=\"img\" aria-label=\"{Title}: the largest absolute value in source and target; the table below holds the ranges\"></div>");
        charts.Add(new Chart(
            "lines",
            new ChartAxis("channel", [.. Enumerable.Range(0, source.Count).Select(channel => (double)channel)]),
            "weight",
            [new ChartSeries("source", [.. source.Select(Reach)]), new ChartSeries("target", [.. target.Select(Reach)])],
            []));
        page.Raw("<details><summary>The numbers as a table</summary>")
            .Table(Title, ["#channel", "#source from", "#to", "#target from", "#to"], source.Select((range, channel) => (IReadOnlyList<string>)
                [Numbers.Whole(channel), Numbers.Short(range.Low), Numbers.Short(range.High), Numbers.Short(target[channel].Low), Numbers.Short(target[channel].High)]))
            .Raw("</details></figure>");

        static double? Reach((double Low, double High) range) => ChannelRanges.Reach(range) is var reach && double.IsFinite(reach) ? reach : null;
    }

    private static void Figure(Html page, List<Chart> charts, string title, (RealHistogram Source, RealHistogram Target) values)
    {
        page.Raw($"<figure><figcaption>{title}</figcaption><div class=\"chart\" data-chart=\"{Numbers.Whole(charts.Count)}\" role=\"img\" aria-label=\"{title}: share of values in percent, source and target; the table below holds the numbers\"></div>");
        var (centers, source, target) = (values.Source.Centers, values.Source.Shares, values.Target.Shares);
        charts.Add(new Chart(
            "lines",
            new ChartAxis("value", centers),
            "% of values",
            [new ChartSeries("source", [.. source.Select(share => (double?)(100 * share))]), new ChartSeries("target", [.. target.Select(share => (double?)(100 * share))])],
            []));
        page.Raw("<details><summary>The numbers as a table</summary>")
            .Table(title, ["#value", "#source", "#target"], centers.Select((center, i) => (IReadOnlyList<string>)[Numbers.Short(center), Numbers.Percent(source[i]), Numbers.Percent(target[i])]))
            .Raw("</details></figure>");
    }
}
