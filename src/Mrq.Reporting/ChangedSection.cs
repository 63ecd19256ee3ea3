using System.Globalization;

namespace Mrq.Reporting;

/// <summary>The samples that the converted model predicts otherwise: the first of them as pictures, where they are images.</summary>
internal static class ChangedSection
{
    public static void Write(Html page, ReportContent content)
    {
        var all = content.Comparison.Changed.Count;
        if (all == 0)
        {
            return;
        }

        page.Raw("<h2>Changed predictions</h2>")
            .Raw($"<p>{Html.Text(all == 1 ? "One sample has another prediction" : $"{Numbers.Whole(all)} samples have another prediction")} than in the source{(content.Changed.Count < all ? $"; the first {Numbers.Whole(content.Changed.Count)} are here" : "")}. Classes and samples are counted from 0.</p>");
        if (content.Changed.Any(sample => sample.Picture is not null))
        {
            page.Raw("<div class=\"thumbnails\">");
            foreach (var sample in content.Changed.Where(sample => sample.Picture is not null))
            {
                page.Raw($"<figure><img width=\"96\" height=\"96\" alt=\"Sample {Class(sample.Prediction.Sample)}\" src=\"data:image/png;base64,{Convert.ToBase64String(sample.Picture!)}\"><figcaption>{Caption(sample)}</figcaption></figure>");
            }

            page.Raw("</div>");
        }

        page.Raw(content.Changed.Any(sample => sample.Picture is not null) ? "<details><summary>The numbers as a table</summary>" : "")
            .Table("Samples whose prediction changed", ["#sample", "#source", "#target", "#true class", "result"], content.Changed.Select(sample => (IReadOnlyList<string>)
                [Class(sample.Prediction.Sample), Class(sample.Prediction.Source), Class(sample.Prediction.Target), sample.Prediction.Label is { } label ? Class(label) : "–", Verdict(sample)]))
            .Raw(content.Changed.Any(sample => sample.Picture is not null) ? "</details>" : "");
    }

    private static string Caption(ChangedSample sample) =>
        $"sample {Class(sample.Prediction.Sample)}<br>{Class(sample.Prediction.Source)} → {Class(sample.Prediction.Target)}{(Verdict(sample) is { Length: > 1 } verdict ? $"<br>{verdict}" : "")}";

    private static string Verdict(ChangedSample sample) => sample.Prediction switch
    {
        { Label: null } => "–",
        { Label: var label, Target: var target } when label == target => "became right",
        { Label: var label, Source: var source } when label == source => "became wrong",
        _ => "wrong in both",
    };

    private static string Class(int value) => value.ToString(CultureInfo.InvariantCulture);
}
