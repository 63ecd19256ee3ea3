using System.IO.Compression;

namespace Mrq.Build.PackageTests;

/// <summary>A consumer that is itself a package.</summary>
[TestClass]
public sealed class PackedConsumer
{
    [TestMethod]
    [DataRow("")]
    [DataRow("--no-build")]
    public void With_MrqPack_it_carries_the_model_and_no_dependency_on_this_package(string more)
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem.Replace("/>", "Link=\"nets/model.tflite\" />", StringComparison.Ordinal), properties: "<MrqPack>true</MrqPack><IsPackable>true</IsPackable>");
        if (more.Length > 0)
        {
            project.Build("-c", "Release").Succeeded();
        }

        project.Run([.. new[] { "pack", "--no-restore", "-c", "Release", "-o", "out" }, .. more.Length > 0 ? new[] { more } : []]).Succeeded();

        using var package = ZipFile.OpenRead(project.PathOf("out/Consumer.1.0.0.nupkg"));
        var names = package.Entries.Select(entry => entry.FullName).ToList();
        Assert.Contains("contentFiles/any/net10.0/nets/model.tflite-int8.tflite", names, string.Join('\n', names));
        using var nuspec = new StreamReader(package.GetEntry("Consumer.nuspec")!.Open());
        var text = nuspec.ReadToEnd();
        Assert.Contains("copyToOutput=\"true\"", text);
        Assert.DoesNotContain("Mrq.Build", text);
    }

    /// <summary>A path with two slashes would not match what the package says of it, and the consumer would compile the model.</summary>
    [TestMethod]
    [DataRow("", "m.tflite", "m.tflite-int8.tflite")]
    [DataRow("<MrqPackagePath>contentFiles\\any\\net10.0</MrqPackagePath>", "nets\\deep\\m.tflite", "nets/deep/m.tflite-int8.tflite")]
    public void Its_own_consumer_builds_and_has_the_model_in_its_output(string properties, string link, string expected)
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem.Replace("/>", $"Link=\"{link}\" />", StringComparison.Ordinal), properties: $"<MrqPack>true</MrqPack><IsPackable>true</IsPackable><PackageId>Lib{Guid.NewGuid():N}</PackageId>{properties}");
        project.Run("pack", "--no-restore", "-c", "Release", "-o", "../feed").Succeeded();
        var package = Directory.GetFiles(project.PathOf("../feed")).Single();
        using (var archive = ZipFile.OpenRead(package))
        {
            Assert.Contains($"contentFiles/any/net10.0/{expected}", archive.Entries.Select(entry => entry.FullName).ToList());
        }

        project.RestoreFrom(project.PathOf("../feed"));
        project.Write("../App/App.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><UseAppHost>false</UseAppHost></PropertyGroup>
              <ItemGroup><PackageReference Include="{Path.GetFileName(package).Replace(".1.0.0.nupkg", "", StringComparison.Ordinal)}" Version="1.0.0" /></ItemGroup>
            </Project>
            """);
        project.Write("../App/Program.cs", "System.Console.WriteLine();");

        project.Run("build", "../App/App.csproj").Succeeded();

        Assert.IsTrue(project.Has($"../App/bin/Debug/net10.0/{expected}"));
    }

    [TestMethod]
    public void Without_MrqPack_it_carries_no_model()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem, properties: "<IsPackable>true</IsPackable>");

        project.Run("pack", "--no-restore", "-c", "Release", "-o", "out").Succeeded();

        using var package = ZipFile.OpenRead(project.PathOf("out/Consumer.1.0.0.nupkg"));
        Assert.DoesNotContain(entry => entry.FullName.EndsWith(".tflite", StringComparison.Ordinal), package.Entries);
    }
}
