using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Mrq.Build.Tests;

/// <summary>What a build tells of its conversions: in its log, to a CI system, and in files that it was asked for.</summary>
[TestClass]
public sealed class OutcomeTests
{
    private static readonly TaskItem Good = TaskFolder.Conversion("left/model.tflite", "tflite-int8", ("EvaluationData", "eval.npz"), ("MaxAccuracyDrop", "1"));
    private static readonly TaskItem Bad = TaskFolder.Conversion("right/model.tflite", "int8-symmetric", ("MinSqnr", "99"));

    [TestMethod]
    public void A_conversion_is_one_line_with_its_path_its_figures_and_its_report()
    {
        using var folder = Folder();
        var (lines, _) = Run(folder, Good);

        Assert.HasCount(1, lines);
        Assert.MatchesRegex(@"^left/model\.tflite -> tflite-int8: top1 99\.00 -> \d+\.\d\d, 400 samples, agreement \d+\.\d\d %, SQNR \d+\.\d dB; \d+ weights clipped; calibration: synthetic; bit exact; report: obj/left/model\.tflite-int8\.tflite\.report\.html$", lines[0]);
    }

    [TestMethod]
    public void Several_conversions_end_with_a_table_and_everything_that_failed()
    {
        using var folder = Folder();
        var (lines, engine) = Run(folder, Good, Bad);

        Assert.AreEqual("MRQ4004", engine.Errors.Single().Code);
        Assert.MatchesRegex("^model +target +metric +source -> target +agreement +SQNR +result$", lines[1]);
        Assert.MatchesRegex(@"^left/model\.tflite +tflite-int8 +top1 +99\.00 -> \d+\.\d\d +\d+\.\d\d % +\d+\.\d dB +converted$", lines[2]);
        Assert.MatchesRegex(@"^right/model\.tflite +int8-symmetric +agreement +100\.00 -> \d+\.\d\d +\d+\.\d\d % .* +failed: MRQ4004$", lines[3]);
        Assert.AreEqual("1 of 2 conversions failed:", lines[4]);
        Assert.StartsWith("  right/model.tflite -> int8-symmetric: MRQ4004: int8-symmetric has SQNR in dB ", lines[5]);
        Assert.EndsWith("; report: obj/right/model.int8-symmetric.tflite.report.html", lines[5]);
        Assert.HasCount(6, lines);
    }

    [TestMethod]
    [DataRow("quiet", 0)]
    [DataRow("", 0)]
    [DataRow("normal", 0)]
    [DataRow("Detailed", 1)]
    public void A_build_after_which_nothing_changed_tells_only_in_detail_what_it_kept(string verbosity, int expected)
    {
        using var folder = Folder();
        Run(folder, Good);

        var (lines, _) = Run(folder, task => task.Verbosity = verbosity, Good);

        Assert.HasCount(expected, lines);
        Assert.IsTrue(lines.All(line => line.StartsWith("left/model.tflite -> tflite-int8: up to date; top1 99.00 -> ", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Quiet_tells_errors_and_warnings_alone()
    {
        using var folder = Folder();
        var (lines, engine) = Run(folder, task => task.Verbosity = "quiet", Good, Bad);

        Assert.IsEmpty(lines);
        Assert.HasCount(1, engine.Errors);
    }

    [TestMethod]
    public void An_unknown_verbosity_is_MRQ0103()
    {
        using var folder = Folder();
        var (_, engine) = Run(folder, task => task.Verbosity = "loud", Good);

        Assert.AreEqual("MRQ0103", engine.Errors.Single().Code);
        Assert.AreEqual("App.csproj", engine.Errors.Single().File);
    }

    [TestMethod]
    public void Gates_are_test_results_of_this_build_and_of_what_was_up_to_date()
    {
        using var folder = Folder();
        var unmeasured = TaskFolder.Conversion("model.tflite", "tflite-uint8", ("MaxAccuracyDrop", "1"));
        var missing = TaskFolder.Conversion("none.tflite");
        for (var build = 1; build <= 2; build++)
        {
            Run(folder, task => task.TestResults = "out/gates.xml", Good, Bad, unmeasured, missing);

            var suite = XDocument.Load(folder.PathOf("out/gates.xml")).Root!.Element("testsuite")!;
            CollectionAssert.AreEqual(new[] { "App", "4", "1", "1", "1" }, new[] { "name", "tests", "failures", "errors", "skipped" }.Select(name => suite.Attribute(name)!.Value).ToList());
            var cases = suite.Elements("testcase").ToList();
            CollectionAssert.AreEqual(new[] { "left/model.tflite tflite-int8", "right/model.tflite int8-symmetric", "model.tflite tflite-uint8", "none.tflite tflite-int8" }, cases.Select(test => $"{test.Attribute("classname")!.Value} {test.Attribute("name")!.Value}").ToList());
            Assert.StartsWith("top1 99.00 -> ", cases[0].Element("system-out")!.Value);
            CollectionAssert.AreEqual(new[] { "system-out" }, cases[0].Elements().Select(element => element.Name.LocalName).ToList());
            Assert.AreEqual("MRQ4004", cases[1].Element("failure")!.Attribute("type")!.Value);
            Assert.IsNotNull(cases[2].Element("skipped"));
            Assert.AreEqual("MRQ0105", cases[3].Element("error")!.Attribute("type")!.Value);
        }
    }

    [TestMethod]
    public void Errors_and_warnings_are_SARIF()
    {
        using var folder = Folder();
        Run(folder, task => task.Sarif = "out/mrq.sarif", Bad, TaskFolder.Conversion("model.tflite", "tflite-int8", ("MaxAccuracyDrop", "1")));

        using var json = JsonDocument.Parse(File.ReadAllBytes(folder.PathOf("out/mrq.sarif")));
        Assert.AreEqual("2.1.0", json.RootElement.GetProperty("version").GetString());
        var run = json.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        var results = run.GetProperty("results").EnumerateArray().ToList();
        CollectionAssert.AreEqual(new[] { "MRQ4004 error", "MRQ4002 warning" }, results.Select(result => $"{result.GetProperty("ruleId").GetString()} {result.GetProperty("level").GetString()}").ToList());
        foreach (var result in results)
        {
            Assert.AreEqual(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        }

        Assert.AreEqual(new Uri(folder.PathOf("right/model.tflite")).AbsoluteUri, results[0].GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
    }

    [TestMethod]
    public void A_limit_that_only_warns_is_a_warning_wherever_it_is_told()
    {
        using var folder = Folder();
        var (_, engine) = Run(folder, task => task.Sarif = "out/mrq.sarif", TaskFolder.Conversion("model.tflite", "int8-symmetric", ("MinSqnr", "99"), ("AccuracyGate", "Warn")));

        Assert.IsEmpty(engine.Errors);
        Assert.Contains("MRQ4004", engine.Warnings.Select(warning => warning.Code));
        using var json = JsonDocument.Parse(File.ReadAllBytes(folder.PathOf("out/mrq.sarif")));
        Assert.AreEqual("warning", json.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray().First(result => result.GetProperty("ruleId").GetString() == "MRQ4004").GetProperty("level").GetString());
    }

    [TestMethod]
    [DataRow("model.tflite")]
    [DataRow("App.csproj")]
    [DataRow("obj/model.tflite-int8.tflite")]
    public void Results_are_not_written_over_what_the_build_reads_or_writes(string place)
    {
        using var folder = Folder();
        File.WriteAllText(folder.PathOf("App.csproj"), "<Project />");
        var before = File.ReadAllBytes(folder.PathOf("model.tflite"));

        var (_, engine) = Run(folder, task => task.Sarif = place, TaskFolder.Conversion());

        Assert.AreEqual("MRQ0108", engine.Errors.Single().Code);
        CollectionAssert.AreEqual(before, File.ReadAllBytes(folder.PathOf("model.tflite")));
        Assert.AreEqual("<Project />", File.ReadAllText(folder.PathOf("App.csproj")));
    }

    [TestMethod]
    public void GitHub_gets_a_page_appended_to_its_own_file_and_annotations()
    {
        using var folder = Folder();
        File.WriteAllText(folder.PathOf("summary.md"), "before\n");
        var (lines, _) = Run(folder, task => (task.CiSystem, task.CiSummaryFile) = ("GitHub", folder.PathOf("summary.md")), Good, Bad);

        var page = File.ReadAllText(folder.PathOf("summary.md"));
        Assert.StartsWith("before\n### App: 1 of 2 conversions failed\n\n| model | target | ", page);
        Assert.Contains("\n| left/model.tflite | tflite-int8 | top1 | 99.00 -> ", page.Replace("\\_", "_", StringComparison.Ordinal));
        Assert.Contains("- **MRQ4004** right/model.tflite", page);
        var annotation = lines.Single(line => line.StartsWith("::", StringComparison.Ordinal));
        Assert.StartsWith($"::error file={folder.PathOf("right/model.tflite").Replace(":", "%3A", StringComparison.Ordinal)},title=MRQ4004::int8-symmetric has SQNR in dB ", annotation.Replace('\\', '/'));
    }

    [TestMethod]
    public void Azure_is_told_of_a_page_that_a_name_cannot_break()
    {
        using var folder = Folder();
        folder.CopyModel("a|b_<c>.tflite");
        var (lines, _) = Run(folder, task => (task.CiSystem, task.CiSummaryFile) = ("Azure", "obj/mrq-summary.md"), TaskFolder.Conversion("a|b_<c>.tflite"));

        Assert.Contains($"##vso[task.uploadsummary]{folder.PathOf("obj/mrq-summary.md")}", lines);
        Assert.Contains("| a\\|b\\_\\<c>.tflite | tflite-int8 | ", File.ReadAllText(folder.PathOf("obj/mrq-summary.md")));
        Run(folder, task => (task.CiSystem, task.CiSummaryFile) = ("Azure", "obj/other.md"), TaskFolder.Conversion("a|b_<c>.tflite"));
        Assert.IsFalse(folder.Has("obj/other.md"), "a build that had nothing to do adds no second page");
    }

    private static TaskFolder Folder()
    {
        var folder = new TaskFolder();
        folder.CopyModel("left/model.tflite");
        folder.CopyModel("right/model.tflite");
        return folder;
    }

    private static (IReadOnlyList<string> Lines, EngineStub Engine) Run(TaskFolder folder, params TaskItem[] conversions) => Run(folder, static _ => { }, conversions);

    private static (IReadOnlyList<string> Lines, EngineStub Engine) Run(TaskFolder folder, Action<MrqConvert> set, params TaskItem[] conversions)
    {
        var engine = new EngineStub();
        var task = folder.Task(engine, conversions);
        task.ProjectFile = "App.csproj";
        set(task);
        TaskRun.Of(task);
        return ([.. engine.Messages(MessageImportance.High).Select(line => line.Replace('\\', '/'))], engine);
    }
}
