namespace Mrq.Reporting;

/// <summary>What a page shows of the conversion itself, written: another process may write the page around it when all samples are measured.</summary>
/// <param name="Arithmetic">The section of the target's arithmetic; empty where the scheme is no target's.</param>
/// <param name="Layers">The sections of kept operators, layers and weights.</param>
/// <param name="Charts">Their charts as JSON.</param>
public sealed record PageBody(string Arithmetic, string Layers, string Charts)
{
    public static PageBody Of(ConversionContent content)
    {
        var (arithmetic, layers, charts) = (new Html(), new Html(), new List<Chart>());
        content.Arithmetic?.Write(arithmetic);
        BorderSection.Write(layers, content);
        LayerSection.Write(layers, content, charts);
        SensitivitySection.Write(layers, content, charts);
        content.Precision?.Write(layers, charts);
        HistogramSection.Write(layers, content, charts);
        ClippingSection.Write(layers, content);
        return new PageBody(arithmetic.ToString(), layers.ToString(), Chart.ToJson(charts));
    }
}
