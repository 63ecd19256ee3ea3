namespace Mrq.Reporting;

/// <summary>The files that the page carries within itself.</summary>
internal static class PageAssets
{
    public static string Styles => Read("uPlot/uPlot.min.css") + "\n" + Read("report.css");

    public static string Library => Read("uPlot/uPlot.iife.min.js");

    public static string Script => Read("report.js");

    public static string LibraryLicence => Read("uPlot/LICENSE");

    /// <summary>Styles of a model's page: those of reports, and its own.</summary>
    public static string ViewStyles => Read("report.css") + "\n" + Read("view.css");

    public static string ViewScript => Read("view.js");

    /// <summary>The library that lays the graph out, without its last line: that names a source map, which no page has.</summary>
    public static string Layout => Read("dagre/dagre.min.js") is var script && script.IndexOf("//# sourceMappingURL", StringComparison.Ordinal) is >= 0 and var end ? script[..end] : script;

    public static string LayoutLicence => Read("dagre/LICENSE");

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(PageAssets).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
