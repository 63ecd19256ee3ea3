namespace Mrq.Build.PackageTests;

/// <summary>One project for several frameworks: each inner build has files of its own.</summary>
[TestClass]
public sealed class MultiTargeting
{
    /// <summary>Lets an older framework compile against the reference assemblies that the SDK brings, so that nothing is downloaded.</summary>
    private const string Targets = """
        <Project>
          <Target Name="UseTheSdksReferences" BeforeTargets="ProcessFrameworkReferences">
            <ItemGroup>
              <KnownFrameworkReference Condition="'%(Identity)' == 'Microsoft.NETCore.App'" TargetingPackVersion="$(BundledNETCoreAppPackageVersion)" />
            </ItemGroup>
          </Target>
        </Project>
        """;

    private const string Frameworks = "<TargetFramework></TargetFramework><TargetFrameworks>net10.0;net9.0</TargetFrameworks><DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>";

    [TestMethod]
    [DataRow("-m:2")]
    [DataRow("-mt", "-m:2")]
    [DataRow("-graph", "-isolate")]
    public void Parallel_inner_builds_convert_for_each_framework_and_then_no_more(params string[] switches)
    {
        using var project = new ConsumerProject("", restored: false);
        project.Write("../Directory.Build.targets", Targets);
        project.WriteProject(ConsumerProject.PlainItem, Frameworks);
        project.Run("restore").Succeeded();

        for (var round = 1; round <= 2; round++)
        {
            Assert.AreEqual(2, project.Build(switches).Succeeded().Conversions, $"round {round}");
            Assert.IsTrue(project.Has(ConsumerProject.PlainOutput));
            Assert.IsTrue(project.Has(ConsumerProject.PlainOutput.Replace("net10.0", "net9.0", StringComparison.Ordinal)));
            Assert.AreEqual(0, project.Build(switches).Succeeded().Conversions, $"round {round}, again");
            project.Touch("model.tflite");
            File.SetLastWriteTimeUtc(project.PathOf("model.tflite"), DateTime.UtcNow);
        }
    }

    [TestMethod]
    public void The_packages_own_targets_reach_every_framework()
    {
        using var project = new ConsumerProject("", restored: false);
        project.Write("../Directory.Build.targets", Targets);
        project.WriteProject(ConsumerProject.DigitsItem.Replace("/>", "BaselineReport=\"baselines/$(TargetFramework).json\" />", StringComparison.Ordinal), Frameworks);
        project.Run("restore").Succeeded();

        Assert.AreEqual(2, project.Run("msbuild", "-t:MrqUpdateBaseline").Succeeded().Conversions);

        Assert.IsTrue(project.Has("baselines/net10.0.json"));
        Assert.IsTrue(project.Has("baselines/net9.0.json"));
        Assert.AreEqual(2, project.Run("msbuild", "-t:MrqConvertModels").Succeeded().Conversions, "the new baselines are inputs");
        Assert.AreEqual(0, project.Run("msbuild", "-t:MrqConvertModels", "-question").Succeeded().Conversions);
    }
}
