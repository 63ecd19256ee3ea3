namespace Mrq.Build.PackageTests;

/// <summary>The command as a .NET tool from a feed.</summary>
[TestClass]
public sealed class InstalledTool
{
    [TestMethod]
    public void Installs_from_a_feed_inspects_and_sets_a_project_up_that_then_builds()
    {
        using var project = new ConsumerProject("");
        LocalFeed.PackProject("Mrq.Tool", LocalFeed.Folder);
        Sdk.Run(project.Folder, null, "tool", "install", "Mrq.Tool", "--version", LocalFeed.Version, "--tool-path", project.PathOf("../tools"), "--add-source", LocalFeed.Folder).Succeeded();

        Assert.Contains("DEPTHWISE_CONV_2D x4", Mrq(project, "inspect", "model.tflite").Output);

        var before = File.ReadAllText(project.PathOf("Consumer.csproj"));
        Mrq(project, "init", "model.tflite", "--scheme", "int8-symmetric", "-c", "calibration.npz", "-e", "eval.npz", "--max-accuracy-drop", "1");
        var after = File.ReadAllText(project.PathOf("Consumer.csproj"));
        Assert.Contains("<MrqModel Include=\"model.tflite\" TargetScheme=\"int8-symmetric\" CalibrationData=\"calibration.npz\" EvaluationData=\"eval.npz\" MaxAccuracyDrop=\"1\" />", after);
        Assert.AreEqual(before.Length, after.IndexOf("  <ItemGroup>\n    <MrqModel", StringComparison.Ordinal) + "</Project>".Length, "all that was there is still there");
        Assert.Contains("model.tflite -> int8-symmetric: top1 99.00 -> ", project.Build().Succeeded().Output);
    }

    private static SdkResult Mrq(ConsumerProject project, params string[] arguments) =>
        Sdk.Run(project.Folder, null, ["exec", Directory.GetFiles(project.PathOf("../tools"), "mrq.dll", SearchOption.AllDirectories).Single(), .. arguments]).Succeeded();
}
