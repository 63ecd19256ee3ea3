using System.IO.Compression;
using System.Reflection.PortableExecutable;

namespace Mrq.Build.PackageTests;

[TestClass]
public sealed class PackageContents
{
    [TestMethod]
    public void It_depends_on_nothing_and_is_a_development_dependency()
    {
        using var package = ZipFile.OpenRead(LocalFeed.Package);
        using var reader = new StreamReader(package.GetEntry("Mrq.Build.nuspec")!.Open());
        var nuspec = reader.ReadToEnd();

        Assert.DoesNotContain("<dependency ", nuspec);
        Assert.Contains("<developmentDependency>true</developmentDependency>", nuspec);
        Assert.Contains("<readme>README.md</readme>", nuspec);
        Assert.Contains("<icon>icon.png</icon>", nuspec);
        Assert.Contains("<license type=\"expression\">Apache-2.0</license>", nuspec);
        Assert.MatchesRegex("<repository type=\"git\" url=\"https://[^\"]+\" commit=\"[0-9a-f]{40}\" />", nuspec);
    }

    [TestMethod]
    public void It_holds_the_task_with_its_libraries_and_none_of_MSBuilds()
    {
        using var package = ZipFile.OpenRead(LocalFeed.Package);
        var names = package.Entries.Select(entry => entry.FullName).ToList();

        Assert.Contains("build/Mrq.Build.props", names);
        Assert.Contains("build/Mrq.Build.targets", names);
        Assert.Contains("tasks/net10.0/Mrq.Build.Tasks.dll", names);
        Assert.Contains("tasks/net10.0/Mrq.Build.Tasks.deps.json", names);
        Assert.Contains("tasks/net10.0/Mrq.Library.dll", names);
        // Its libraries are all its own but two, which its own load context keeps apart from other tasks' versions of them.
        CollectionAssert.AreEqual(
            (string[])["tasks/net10.0/Google.Protobuf.dll", "tasks/net10.0/SixLabors.ImageSharp.dll"],
            names.Where(name => name.EndsWith(".dll", StringComparison.Ordinal) && !name.StartsWith("tasks/net10.0/Mrq.", StringComparison.Ordinal)).ToList());
        Assert.Contains("THIRD-PARTY-NOTICES.txt", names);
        Assert.IsFalse(names.Any(name => name.Contains("Microsoft.Build", StringComparison.Ordinal)), string.Join('\n', names));
    }

    /// <summary>Every platform takes the same folder: nothing in it is native, nothing beside it.</summary>
    [TestMethod]
    public void Its_libraries_are_managed_and_in_one_folder()
    {
        using var package = ZipFile.OpenRead(LocalFeed.Package);
        foreach (var entry in package.Entries.Where(entry => Path.GetExtension(entry.FullName) is ".dll" or ".so" or ".dylib" or ".exe"))
        {
            Assert.AreEqual($"tasks/net10.0/{entry.Name}", entry.FullName);
            using var content = new MemoryStream();
            using (var stream = entry.Open())
            {
                stream.CopyTo(content);
            }

            content.Position = 0;
            using var image = new PEReader(content);
            Assert.IsTrue(image.HasMetadata && image.PEHeaders.CorHeader!.Flags.HasFlag(CorFlags.ILOnly), entry.FullName);
        }
    }

    [TestMethod]
    public void Two_packs_are_the_same_bytes()
    {
        var folder = Directory.CreateTempSubdirectory("mrq-pack-").FullName;
        try
        {
            LocalFeed.PackTo(folder);
            CollectionAssert.AreEqual(File.ReadAllBytes(LocalFeed.Package), File.ReadAllBytes(Path.Combine(folder, Path.GetFileName(LocalFeed.Package))));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
