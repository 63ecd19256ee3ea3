namespace Mrq.Reporting;

/// <summary>The operators that a conversion kept, where there are any: accuracy was measured before them.</summary>
internal static class BorderSection
{
    public static void Write(Html page, ConversionContent content)
    {
        if (content.Border.Count == 0)
        {
            return;
        }

        page.Raw("<h2>Kept operators</h2><p>They are as they were in the source. Accuracy was measured before them.</p>")
            .Table("Kept operators", ["operator", "reason"], content.Border.Select(kept => (IReadOnlyList<string>)[kept.Operator, kept.Reason]));
    }
}
