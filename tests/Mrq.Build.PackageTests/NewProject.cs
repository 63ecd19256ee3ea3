namespace Mrq.Build.PackageTests;

/// <summary>A project from the template, as the README begins.</summary>
[TestClass]
public sealed class NewProject
{
    [TestMethod]
    public void From_the_template_converts_and_gates_its_model_in_its_first_build_and_fails_when_the_limit_is_exceeded()
    {
        using var consumer = new ConsumerProject("");
        LocalFeed.PackProject("Mrq.Templates", consumer.Root);
        string[] hive = ["--debug:custom-hive", consumer.PathOf("../hive")];
        Sdk.Run(consumer.Root, null, ["new", "install", $"Mrq.Templates.{LocalFeed.Version}.nupkg", .. hive]).Succeeded();

        Sdk.Run(consumer.Root, null, ["new", "mrq", "-o", "Digits", "--scheme", "int8-symmetric;tflite-int8", "--maxAccuracyDrop", "0.9", .. hive]).Succeeded();

        Assert.IsTrue(consumer.Has("../Digits/Digits.csproj"));
        Assert.Contains($"<PackageReference Include=\"Mrq.Build\" Version=\"{LocalFeed.Version}\" PrivateAssets=\"all\" />", File.ReadAllText(consumer.PathOf("../Digits/Digits.csproj")));
        var result = Sdk.Run(consumer.Root, null, "build", "Digits", "-nr:false", "-tl:on").Succeeded();
        Assert.Contains("models/digits.tflite -> int8-symmetric: top1 99.00 -> ", result.Output, "the template's response file makes a terminal show it");
        Assert.Contains("; report: obj/Debug/net10.0/mrq/models/digits.int8-symmetric.tflite.report.html", result.Output);
        Assert.IsTrue(consumer.Has("../Digits/bin/Debug/net10.0/models/digits.tflite-int8.tflite"));
        Assert.Contains("digits.int8-symmetric.tflite: ", Sdk.Run(consumer.Root, null, "run", "--project", "Digits", "--no-build").Succeeded().Output);

        var project = consumer.PathOf("../Digits/Digits.csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace("MaxAccuracyDrop=\"0.9\"", "MaxAccuracyDrop=\"-50\"", StringComparison.Ordinal).Replace(";tflite-int8\"", "\"", StringComparison.Ordinal));
        Sdk.Run(consumer.Root, null, "build", "Digits", "--no-restore", "-nr:false", "-tl:off").FailedWith("MRQ4001");
    }
}
