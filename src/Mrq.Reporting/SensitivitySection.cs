namespace Mrq.Reporting;

/// <summary>What each operator costs: a chart of the noise that it alone makes, and the table of both measurements.</summary>
internal static class SensitivitySection
{
    public static void Write(Html page, ConversionContent content, List<Chart> charts)
    {
        if (content.Sensitivity is not { } result)
        {
            return;
        }

        page.Raw("<h2>What each operator costs</h2>");
        if (result.Operators.Count == 0)
        {
            page.Raw("<p>No operator could be measured by itself.</p>");
            return;
        }

        page.Format($"<p>Each operator alone by the target's rules, with all others by the source's, and the other way round, over {result.Samples} samples. The whole conversion has {Numbers.Fixed(result.Converted.Sqnr)} dB there.</p>");
        const string Title = "Signal to quantization noise where one operator alone is converted, in dB: the lowest bars cost most; no bar where nothing differs";
        page.Raw($"<figure><figcaption>{Title}</figcaption><div class=\"chart\" data-chart=\"{Numbers.Whole(charts.Count)}\" role=\"img\" aria-label=\"{Title}; the table below holds the numbers\"></div></figure>");
        charts.Add(new Chart(
            "bars",
            new ChartAxis("operator", [.. Enumerable.Range(0, result.Operators.Count).Select(i => (double)i)]),
            "dB",
            [new ChartSeries("dB", [.. result.Operators.Select(step => Finite(step.Alone.Sqnr))])],
            [.. result.Operators.Select(step => FormattableString.Invariant($"{step.OperatorName} at {step.Operator}"))]));
        page.Raw("<details><summary>The numbers as a table</summary>")
            .Table(
                "What each operator costs",
                ["#operator", "name", "@output", "#SQNR in dB, alone as the target has it", "#SQNR in dB, alone as the source has it", "#gained in dB"],
                result.ByCost.Select(step => (IReadOnlyList<string>)
                [
                    Numbers.Whole(step.Operator), step.OperatorName, step.Tensor, Numbers.Fixed(step.Alone.Sqnr), Numbers.Fixed(step.Kept.Sqnr), Numbers.Fixed(step.Kept.Sqnr - result.Converted.Sqnr),
                ]))
            .Raw("</details>");
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
