namespace Mrq.Reporting;

/// <summary>The files that the page carries within itself.</summary>
internal static class PageAssets
{
    public static string Styles => Read("uPlot/uPlot.min.css") + "\n" + Read("report.css");

    public static string Library => Read("uPlot/uPlot.iife.min.js");

    public static string Script => Read("report.js");

    public static string LibraryLicence => Read("uPlot/LICENSE");

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(PageAssets).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
