using System.Globalization;
using Mrq.Testing;

namespace Mrq.Build.PackageTests;

/// <summary>A feed that holds the package as it is now, packed once for all tests under a version of its own.</summary>
[TestClass]
public static class LocalFeed
{
    public static string Folder { get; } = Directory.CreateTempSubdirectory("mrq-feed-").FullName;

    /// <summary>Never seen before, so no cache can serve an older package.</summary>
    public static string Version { get; } = string.Create(CultureInfo.InvariantCulture, $"0.0.0-test.{DateTime.UtcNow.Ticks}");

    public static string Package => Path.Combine(Folder, $"Mrq.Build.{Version}.nupkg");

    [AssemblyInitialize]
    public static void Pack(TestContext _) => PackTo(Folder);

    [AssemblyCleanup]
    public static void Delete() => Directory.Delete(Folder, recursive: true);

    internal static void PackTo(string folder)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        Sdk.Run(
            TestData.Repository,
            null,
            "pack", "src/Mrq.Build/Mrq.Build.csproj", "--no-build", "-c", configuration, "-o", folder, $"-p:Version={Version}", "-nr:false", "-tl:off").Succeeded();
    }
}
