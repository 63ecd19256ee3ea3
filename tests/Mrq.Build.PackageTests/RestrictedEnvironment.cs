namespace Mrq.Build.PackageTests;

/// <summary>A build agent that grants little.</summary>
[TestClass]
public sealed class RestrictedEnvironment
{
    [TestMethod]
    public void Without_home_and_temporary_folder_and_with_a_read_only_package_the_build_works()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem);
        var package = Path.Combine(LocalFeed.Cache, "mrq.build", LocalFeed.Version);
        var before = Directory.GetFiles(package, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        SetReadOnly(before, true);
        try
        {
            project.Run(new Dictionary<string, string?> { ["HOME"] = null, ["TMPDIR"] = null }, "build", "--no-restore").Succeeded();
        }
        finally
        {
            SetReadOnly(before, false);
        }

        Assert.IsTrue(project.Has(ConsumerProject.PlainOutput));
        CollectionAssert.AreEqual(before, Directory.GetFiles(package, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList(), "a build writes nothing beside the package");
    }

    private static void SetReadOnly(IEnumerable<string> files, bool value)
    {
        foreach (var file in files)
        {
            new FileInfo(file).IsReadOnly = value;
        }
    }
}
