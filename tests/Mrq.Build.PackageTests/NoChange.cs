namespace Mrq.Build.PackageTests;

/// <summary>A build after which nothing changed.</summary>
[TestClass]
public sealed class NoChange
{
    [TestMethod]
    public void Five_builds_convert_nothing_and_keep_every_output()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Build().Succeeded();
        var written = File.GetLastWriteTimeUtc(project.PathOf(ConsumerProject.DigitsOutput));

        for (var build = 2; build <= 6; build++)
        {
            var result = project.Build().Succeeded();
            Assert.AreEqual(0, result.Conversions, $"build {build}");
            Assert.AreEqual(1, result.TaskCalls, "one look at all models");
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

        Assert.Contains("model.tflite : error MRQ0111: the conversion to tflite-int8 is not up to date", project.Build("-question").FailedWith("MRQ0111").Output);
    }
}
