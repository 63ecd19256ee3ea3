using System.Text;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Metrics;
using Mrq.Reporting;

namespace Mrq.Tests;

/// <summary>The page over several conversions: what it says of each, where it leads, and what became of a metric over reports.</summary>
[TestClass]
public sealed class ReportIndexTests
{
    [TestMethod]
    public void Names_from_files_are_text_and_parts_of_links()
    {
        const string Hostile = "\"><script>alert(1)</script>";
        var page = Encoding.UTF8.GetString(IndexPage.Write(new IndexContent(Hostile, [new IndexEntry(Hostile, Hostile, Hostile, true) { Link = ["javascript:alert(1)", Hostile], Figures = [Hostile], Metric = Metric.Top1, History = [new HistoryPoint(Hostile, 1, 2), new HistoryPoint("b", 1, 2)] }], "d", "1")));

        Assert.DoesNotContain("<script>alert", page);
        Assert.Contains("href=\"./javascript%3Aalert%281%29/%22%3E%3Cscript%3Ealert%281%29%3C%2Fscript%3E\"", page);
        Assert.HasCount(4, page.Split("</script>"), "three scripts of its own");
    }

    [TestMethod]
    public void Reports_of_one_conversion_are_its_history_and_those_of_other_data_are_counted_alone()
    {
        using var folder = new ConversionFolder();
        ModelConverter.Convert(folder.Request);
        var report = File.ReadAllText(folder.PathOf("out/digits.report.json"));
        File.WriteAllText(folder.PathOf("out/digits.report.html"), "its page");
        IReadOnlyList<string> before = [Written("v1", report.Replace("\"targetAccuracy\": ", "\"targetAccuracy\": 7", StringComparison.Ordinal)), Written("v2", report.Replace("\"dataSha256\": \"", "\"dataSha256\": \"0", StringComparison.Ordinal))];

        ReportIndex.Write("All", [.. before, folder.PathOf("out/digits.report.json")], folder.PathOf("out/index.html"));

        var page = File.ReadAllText(folder.PathOf("out/index.html"));
        Assert.Contains("<p class=\"word\">No conversion of 1 failed.</p>", page);
        Assert.Contains("<a href=\"./digits.report.html\">digits.tflite</a>", page);
        Assert.Contains("agreement of digits.tflite to tflite-int8 over 2 reports; 1 more are of another metric or of other data", page.Replace("</figcaption>", "", StringComparison.Ordinal));
        Assert.Contains("\"names\":[\"history/v1\",\"out\"]", page);
        Assert.Contains("<td class=\"name\">history/v1</td>", page);

        string Written(string version, string text)
        {
            var path = folder.PathOf($"history/{version}/digits.report.json");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
            return path;
        }
    }

    [TestMethod]
    [DataRow("a/v1/m.report.json;a/v2/m.report.json", "v1;v2")]
    [DataRow("a/v1/m.json;b/now.report.json", "a/v1/m.json;b/now")]
    [DataRow("a/m.report.json", "m")]
    [DataRow("a/m.report.json;a/m.report.json", "m;m")]
    [DataRow("a/b/c/m.json;a/c/m.json", "b;c")]
    [DataRow("m;a/m", "m;a")]
    public void Reports_are_named_by_what_tells_them_apart(string paths, string names) => Assert.AreEqual(names, string.Join(';', HistoryNames.Of(paths.Split(';'))));

    [TestMethod]
    [DataRow("{}")]
    [DataRow("[1, 2]")]
    [DataRow("<html>")]
    [DataRow("""{"model":"m","scheme":"s","evaluation":{"metric":"top1","data":1}}""")]
    public void A_file_that_is_no_report_is_named(string text)
    {
        using var folder = new ConversionFolder();
        File.WriteAllText(folder.PathOf("other.json"), text);

        var error = Assert.ThrowsExactly<MrqException>(() => ReportIndex.Write("All", [folder.PathOf("other.json")], folder.PathOf("index.html")));

        Assert.AreEqual((MrqCodes.BadReport, folder.PathOf("other.json")), (error.Code, error.Place.File));
        Assert.IsFalse(File.Exists(folder.PathOf("index.html")));
    }

    [TestMethod]
    public void The_page_is_not_written_over_a_report()
    {
        using var folder = new ConversionFolder();
        ModelConverter.Convert(folder.Request);
        var report = folder.PathOf("out/digits.report.json");

        Assert.AreEqual(MrqCodes.OutputOverInput, Assert.ThrowsExactly<MrqException>(() => ReportIndex.Write("All", [report], folder.PathOf("out/../out/digits.report.json"))).Code);
    }
}
