namespace Mrq.Build.PackageTests;

/// <summary>Two versions of the package in one process: each loads its own libraries beside the other's.</summary>
[TestClass]
public sealed class TwoVersions
{
    [TestMethod]
    public void Projects_with_different_versions_convert_in_one_build()
    {
        const string Other = "0.0.0-other";
        using var project = new ConsumerProject(ConsumerProject.PlainItem, restored: false);
        LocalFeed.PackTo(project.PathOf("../feed"), Other);
        project.RestoreFrom(LocalFeed.Folder, project.PathOf("../feed"));
        project.AddProject("Other", ConsumerProject.PlainItem);
        project.CopyModel("../Other/model.tflite");
        project.Write("../Other/Other.csproj", File.ReadAllText(project.PathOf("../Other/Other.csproj")).Replace(LocalFeed.Version, Other, StringComparison.Ordinal));
        project.WriteSolution("consumer/Consumer.csproj", "Other/Other.csproj");
        project.Run("restore", "../All.slnx").Succeeded();

        Assert.AreEqual(2, project.Run("build", "--no-restore", "../All.slnx", "-mt", "-m:2").Succeeded().Conversions);

        Assert.Contains(Other, File.ReadAllText(project.PathOf("../Other/obj/project.assets.json")));
        CollectionAssert.AreEqual(File.ReadAllBytes(project.PathOf(ConsumerProject.PlainOutput)), File.ReadAllBytes(project.PathOf("../Other/" + ConsumerProject.PlainOutput)));
    }
}
