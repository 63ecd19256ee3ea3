namespace Mrq.Build.PackageTests;

/// <summary>What an IDE runs at every keystroke: it converts nothing, and what is wrong with an item waits for the build.</summary>
[TestClass]
public sealed class DesignTimeBuild
{
    private static readonly string[] Compile = ["msbuild", "-t:Compile", "-p:DesignTimeBuild=true", "-p:SkipCompilerExecution=true", "-p:ProvideCommandLineArgs=true"];

    [TestMethod]
    [DataRow("tflite-int8")]
    [DataRow("")]
    public void Converts_nothing_and_fails_at_nothing(string scheme)
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem.Replace("tflite-int8", scheme, StringComparison.Ordinal));

        var result = project.Run(Compile).Succeeded();

        Assert.AreEqual(0, result.Conversions);
        Assert.DoesNotContain("MRQ", result.Output.Replace("Mrq", "", StringComparison.Ordinal));
        Assert.IsFalse(Directory.Exists(project.PathOf("obj/Debug/net10.0/mrq")));
    }
}
