namespace Mrq.Build.PackageTests;

[TestClass]
public sealed class BaselineReports
{
    [TestMethod]
    public void UpdateBaseline_writes_the_baseline_that_later_builds_are_held_against()
    {
        using var project = new ConsumerProject(ConsumerProject.Item("model.tflite", "int8-symmetric", """BaselineReport="baseline.json" """));

        StringAssert.Contains(project.Build().FailedWith("MRQ4003").Output, "-t:MrqUpdateBaseline", StringComparison.Ordinal);
        project.Build("-t:MrqUpdateBaseline").Succeeded();
        Assert.IsTrue(project.Has("baseline.json"));
        project.Build().Succeeded();

        var text = File.ReadAllText(project.PathOf("baseline.json"));
        project.Write("baseline.json", text.Replace("\"targetAccuracy\": 99", "\"targetAccuracy\": 100.5", StringComparison.Ordinal));
        project.Build().FailedWith("MRQ4005");
        project.Build("-t:MrqUpdateBaseline").Succeeded();
        Assert.AreEqual(text, File.ReadAllText(project.PathOf("baseline.json")));
    }

    [TestMethod]
    public void A_folder_holds_one_baseline_for_each_scheme()
    {
        using var project = new ConsumerProject(ConsumerProject.Item("model.tflite", "int8-symmetric;tflite-int8", """BaselineReport="baselines/" """));

        project.Build("-t:MrqUpdateBaseline").Succeeded();

        Assert.IsTrue(project.Has("baselines/model.int8-symmetric.tflite.report.json"));
        Assert.IsTrue(project.Has("baselines/model.tflite-int8.tflite.report.json"));
        project.Build().Succeeded();
    }
}
