using System.Globalization;
using Mrq.Testing;

namespace Mrq.Build.PackageTests;

/// <summary>
/// A feed that holds the package as it is now, packed once for all tests under a version of its own, and the package cache that all
/// consumers restore to without a network.
/// </summary>
[TestClass]
public static class LocalFeed
{
    private static readonly string Root = Directory.CreateTempSubdirectory("mrq-feed-").FullName;

    public static string Folder { get; } = Directory.CreateDirectory(Path.Combine(Root, "feed")).FullName;

    public static string Cache { get; } = Directory.CreateDirectory(Path.Combine(Root, "cache")).FullName;

    /// <summary>Never seen before, so no cache can serve an older package.</summary>
    public static string Version { get; } = string.Create(CultureInfo.InvariantCulture, $"0.0.0-test.{DateTime.UtcNow.Ticks}");

    public static string Package => Path.Combine(Folder, $"Mrq.Build.{Version}.nupkg");

    [AssemblyInitialize]
    public static void Pack(TestContext _)
    {
        PackTo(Folder);
        RestoredProject.Create();
    }

    [AssemblyCleanup]
    public static void Delete()
    {
        RestoredProject.Delete();
        Directory.Delete(Root, recursive: true);
    }

    internal static void PackTo(string folder, string? version = null) => PackProject("Mrq.Build", folder, version);

    /// <summary>Packs what was built before these tests ran.</summary>
    internal static void PackProject(string project, string folder, string? version = null)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        Sdk.Run(
            TestData.Repository,
            null,
            "pack", $"src/{project}/{project}.csproj", "--no-build", "-c", configuration, "-o", folder, $"-p:Version={version ?? Version}", "-nr:false", "-tl:off").Succeeded();
    }
}
