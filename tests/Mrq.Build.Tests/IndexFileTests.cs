using Microsoft.Build.Utilities;

namespace Mrq.Build.Tests;

/// <summary>A project of several conversions has a page over all of them, written when something ran and when it is of other conversions.</summary>
[TestClass]
public sealed class IndexFileTests
{
    private const string Index = "obj/mrq-reports.html";
    private static readonly TaskItem First = TaskFolder.Conversion("a.tflite", "tflite-int8");
    private static readonly TaskItem Second = TaskFolder.Conversion("b.tflite", "int8-symmetric");
    private static readonly TaskItem Failing = TaskFolder.Conversion("b.tflite", "int8-symmetric", ("MinSqnr", "99"));

    [TestMethod]
    public void It_has_all_conversions_with_links_to_their_pages_and_what_failed()
    {
        using var folder = Folder();
        TaskRun.Of(folder.Task(new EngineStub(), First, Failing));

        var page = File.ReadAllText(folder.PathOf(Index));
        Assert.Contains("<p class=\"word\">1 of 2 conversions failed.</p>", page);
        Assert.Contains("<a href=\"./a.tflite-int8.tflite.report.html\">a.tflite</a>", page);
        Assert.Contains("<td class=\"failed\">failed: MRQ4004</td>", page);
        Assert.IsTrue(folder.Has("obj/b.int8-symmetric.tflite.report.html"), "the page of a failed gate is linked");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void One_conversion_has_none_unless_a_history_is_named(bool hasHistory)
    {
        using var folder = Folder();
        var task = folder.Task(new EngineStub(), First);
        task.HasHistory = hasHistory;
        TaskRun.Of(task);

        Assert.AreEqual(hasHistory, folder.Has(Index));
    }

    [TestMethod]
    public void It_is_written_anew_when_a_conversion_ran_or_another_one_is_there_and_not_else()
    {
        using var folder = Folder();
        folder.CopyModel("c.tflite");
        TaskRun.Of(folder.Task(new EngineStub(), First, Second));
        File.SetLastWriteTimeUtc(folder.PathOf(Index), DateTime.UnixEpoch);

        TaskRun.Of(folder.Task(new EngineStub(), First, Second));
        Assert.AreEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(folder.PathOf(Index)), "nothing ran");

        TaskRun.Of(folder.Task(new EngineStub(), Second, First));
        Assert.AreNotEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(folder.PathOf(Index)), "they stand in another order");

        File.SetLastWriteTimeUtc(folder.PathOf(Index), DateTime.UnixEpoch);
        File.Delete(folder.PathOf("obj/a.tflite-int8.tflite"));
        TaskRun.Of(folder.Task(new EngineStub(), Second, First));
        Assert.AreNotEqual(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(folder.PathOf(Index)), "one ran");
    }

    [TestMethod]
    public void Committed_reports_and_the_baseline_are_the_history()
    {
        using var folder = Folder();
        TaskRun.Of(folder.Task(new EngineStub(), First, Second));
        Directory.CreateDirectory(folder.PathOf("history/v1"));
        File.Copy(folder.PathOf("obj/a.tflite-int8.tflite.report.json"), folder.PathOf("history/v1/a.json"));
        File.Copy(folder.PathOf("obj/a.tflite-int8.tflite.report.json"), folder.PathOf("base.json"));
        File.WriteAllText(folder.PathOf("history/v1/b.json"), "no report");
        var engine = new EngineStub();
        var task = folder.Task(engine, TaskFolder.Conversion("a.tflite", "tflite-int8", ("BaselineReport", "base.json")), Second);
        task.History = [new TaskItem("history/v1/a.json"), new TaskItem("history/v1/b.json")];

        TaskRun.Of(task);

        var page = File.ReadAllText(folder.PathOf(Index));
        Assert.Contains("a.tflite to tflite-int8 over 3 reports", page);
        Assert.Contains("\"names\":[\"a.json\",\"baseline\",\"this build\"]", page);
        Assert.IsFalse(File.ReadAllText(folder.PathOf(Index)).Contains("v2", StringComparison.Ordinal));

        // Nothing is to be converted, but the history is another one.
        File.Copy(folder.PathOf("base.json"), folder.PathOf("history/v2.json"));
        task = folder.Task(engine, TaskFolder.Conversion("a.tflite", "tflite-int8", ("BaselineReport", "base.json")), Second);
        task.History = [new TaskItem("history/v1/a.json"), new TaskItem("history/v2.json")];
        Assert.HasCount(1, TaskRun.Of(task).Converted, "that of the run before");
        Assert.Contains("\"v2.json\"", File.ReadAllText(folder.PathOf(Index)));
        Assert.IsTrue(engine.Messages(Microsoft.Build.Framework.MessageImportance.High).Any(line => line.EndsWith("b.json is no report of a conversion and stands in no history.", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_model_in_its_place_is_not_written_over()
    {
        using var folder = Folder();
        folder.CopyModel(Index);

        Assert.Contains("MRQ0108: The page over all conversions would be written over obj/mrq-reports.html, which this build reads or writes; name another file.", TaskRun.Of(folder.Task(new EngineStub(), First, TaskFolder.Conversion(Index, "int8-symmetric"))).Errors);
    }

    private static TaskFolder Folder()
    {
        var folder = new TaskFolder();
        folder.CopyModel("a.tflite");
        folder.CopyModel("b.tflite");
        return folder;
    }
}
