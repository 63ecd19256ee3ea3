namespace Mrq.Build.PackageTests;

[TestClass]
public sealed class LaterBuilds
{
    [TestMethod]
    public void Nothing_changed_runs_no_task_and_keeps_the_outputs()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Build().Succeeded();

        var second = project.Build().Succeeded();

        Assert.AreEqual(0, second.Conversions);
        Assert.IsTrue(project.Has("bin/Debug/net10.0/model.int8-symmetric.tflite"));
        project.Build("--no-restore", "-question").Succeeded();
    }

    [TestMethod]
    public void A_changed_option_converts_only_its_own_model()
    {
        using var project = new ConsumerProject(ConsumerProject.Item("model.tflite", "int8-symmetric") + ConsumerProject.Item("model.tflite", "tflite-int8"));
        project.Build().Succeeded();
        project.WriteProject(ConsumerProject.Item("model.tflite", "int8-symmetric") + ConsumerProject.Item("model.tflite", "tflite-int8").Replace("MaxAccuracyDrop=\"1\"", "MaxAccuracyDrop=\"2\"", StringComparison.Ordinal));

        Assert.AreEqual(1, project.Build().Succeeded().Conversions);
    }

    [TestMethod]
    public void Touched_calibration_data_converts_again()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Build().Succeeded();
        File.SetLastWriteTimeUtc(project.PathOf("calibration.npz"), DateTime.UtcNow.AddSeconds(2));

        Assert.AreEqual(1, project.Build().Succeeded().Conversions);
    }

    [TestMethod]
    public void Clean_removes_every_output()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Build().Succeeded();

        project.Run("clean").Succeeded();

        Assert.IsEmpty(project.FilesNamed("model.int8-symmetric.tflite*"));
    }

    [TestMethod]
    public void A_removed_item_takes_its_outputs_with_it()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Build().Succeeded();
        project.WriteProject("");

        project.Build().Succeeded();

        Assert.IsEmpty(project.FilesNamed("model.int8-symmetric.tflite"));
    }

    [TestMethod]
    public void Publish_carries_the_model_also_without_a_build()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Build().Succeeded();

        project.Run("publish", "--no-build", "-c", "Debug", "-o", "out").Succeeded();

        Assert.IsTrue(project.Has("out/model.int8-symmetric.tflite"));
    }

    [TestMethod]
    public void A_design_time_build_converts_nothing()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Run("restore").Succeeded();

        project.Run("msbuild", "-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true").Succeeded();

        Assert.IsEmpty(project.FilesNamed("model.int8-symmetric.tflite"));
    }
}
