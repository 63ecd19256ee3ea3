namespace Mrq.Reporting;

/// <summary>What conversion clipped, rounded anew and corrected, layer by layer.</summary>
internal static class ClippingSection
{
    private const int MostListed = 8;

    public static void Write(Html page, ConversionContent content)
    {
        var clipped = content.Weights.Sum(layer => (long)layer.Clipped);
        var all = content.Weights.Sum(layer => (long)layer.Count);
        page.Raw("<h2>Weights</h2>")
            .Format($"<p>{clipped} of {all} weights lay outside the target's range and were clipped. A bias correction is counted in steps of the layer's output; a channel is as wide as its largest absolute weight in the source.</p>")
            .Raw("<details><summary>Layer by layer</summary>")
            .Table(
                "Weights by layer",
                ["layer", "@weights", "#count", "#clipped", "#channels rounded anew", "#largest bias correction", "#narrowest channel", "#widest channel"],
                content.Weights.Select(layer => (IReadOnlyList<string>)
                [
                    layer.Operator, layer.Weights, Numbers.Whole(layer.Count), Numbers.Whole(layer.Clipped), Numbers.Whole(layer.RegriddedChannels), Numbers.Fixed(layer.LargestBiasCorrection),
                    layer.Reach is { } least ? Numbers.Short(least.Least) : "–", layer.Reach is { } most ? Numbers.Short(most.Most) : "–",
                ]))
            .Raw("</details>");
        var worst = content.Weights.Where(layer => layer.Clipped > 0).OrderByDescending(layer => layer.Clipped).Take(MostListed).ToList();
        if (worst.Count > 0)
        {
            page.Raw("<p>Most of them in:</p>")
                .Table("Layers with most clipped weights", ["layer", "#clipped", "#count"], worst.Select(layer => (IReadOnlyList<string>)[layer.Operator, Numbers.Whole(layer.Clipped), Numbers.Whole(layer.Count)]));
        }
    }
}
