namespace Mrq.Build.PackageTests;

/// <summary>What an IDE runs at every keystroke: it converts nothing, and what is wrong with an item waits for the build.</summary>
[TestClass]
public sealed class DesignTimeBuild
{
    /// <summary>An IDE compiles nothing but asks for references, for content to copy, and for what decides whether a build is due.</summary>
    private static readonly string[] Compile = ["msbuild", "-t:Compile;GetCopyToOutputDirectoryItems;_MrqCollectUpToDateCheck", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true"];

    [TestMethod]
    public void An_IDE_is_told_of_every_file_that_decides_whether_a_build_is_due()
    {
        using var project = new ConsumerProject(ConsumerProject.Item("model.tflite", "acme", "BaselineReport=\"baselines/\"") + """<MrqScheme Include="acme" Definition="acme.json" />""");

        var result = project.Run("msbuild", "-t:_MrqCollectUpToDateCheck", "-p:DesignTimeBuild=true", "-getItem:UpToDateCheckInput", "-getItem:UpToDateCheckOutput").Succeeded();

        foreach (var file in new[] { "model.tflite", "calibration.npz", "eval.npz", "baselines/model.acme.tflite.report.json", "acme.json", "obj/Debug/net10.0/mrq/model.acme.tflite" })
        {
            Assert.Contains($"\"Identity\": \"{(file == "model.tflite" ? project.PathOf(file) : file)}\"", result.Output);
        }
    }

    [TestMethod]
    [DataRow("tflite-int8")]
    [DataRow("")]
    public void Converts_nothing_and_fails_at_nothing(string scheme)
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem.Replace("tflite-int8", scheme, StringComparison.Ordinal));

        var result = project.Run(Compile).Succeeded();

        Assert.DoesNotContain("MRQ", result.Output.Replace("Mrq", "", StringComparison.Ordinal));
        Assert.AreEqual(0, result.TaskCalls);
        Assert.IsFalse(Directory.Exists(project.PathOf("obj/Debug/net10.0/mrq")));
    }
}
