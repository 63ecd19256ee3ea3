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

    [TestMethod]
    public void Without_MrqPack_it_carries_no_model()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem, properties: "<IsPackable>true</IsPackable>");

        project.Run("pack", "--no-restore", "-c", "Release", "-o", "out").Succeeded();

        using var package = ZipFile.OpenRead(project.PathOf("out/Consumer.1.0.0.nupkg"));
        Assert.DoesNotContain(entry => entry.FullName.EndsWith(".tflite", StringComparison.Ordinal), package.Entries);
    }
}
