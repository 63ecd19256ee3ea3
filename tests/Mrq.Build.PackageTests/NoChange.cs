namespace Mrq.Build.PackageTests;

/// <summary>A build after which nothing changed.</summary>
[TestClass]
public sealed class NoChange
{
    [TestMethod]
    public void Five_builds_run_no_task_and_keep_every_output()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Build().Succeeded();
        var written = File.GetLastWriteTimeUtc(project.PathOf(ConsumerProject.DigitsOutput));

        for (var build = 2; build <= 6; build++)
        {
            Assert.AreEqual(0, project.Build().Succeeded().TaskCalls, $"build {build}");
            Assert.AreEqual(written, File.GetLastWriteTimeUtc(project.PathOf(ConsumerProject.DigitsOutput)), $"build {build}");
            Assert.IsTrue(project.Has("obj/Debug/net10.0/mrq/model.int8-symmetric.tflite.report.json"), $"build {build}");
        }
    }

    [TestMethod]
    public void Question_succeeds_and_fails_once_the_model_is_touched()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem);
        project.Build().Succeeded();

        project.Build("-question").Succeeded();
        project.Touch("model.tflite");

        Assert.AreNotEqual(0, project.Build("-question").ExitCode);
    }
}
