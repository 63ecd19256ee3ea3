using Mrq.Testing;

namespace Mrq.Build.PackageTests;

/// <summary>A user's project in a folder of its own: it sees the local feed, the cache of this test run, and nothing of this repository.</summary>
internal sealed class ConsumerProject : IDisposable
{
    private const string FolderName = "consumer";

    /// <summary>The sample's digits with data and a gate.</summary>
    public static readonly string DigitsItem = Item("model.tflite", "int8-symmetric");

    /// <summary>The sample's digits without data: the fastest conversion there is.</summary>
    public const string PlainItem = """<MrqModel Include="model.tflite" TargetScheme="tflite-int8" />""";

    /// <summary>Where a Debug build puts what <see cref="DigitsItem"/> gives.</summary>
    public const string DigitsOutput = "bin/Debug/net10.0/model.int8-symmetric.tflite";

    /// <summary>Where a Debug build puts what <see cref="PlainItem"/> gives.</summary>
    public const string PlainOutput = "bin/Debug/net10.0/model.tflite-int8.tflite";

    public const string PublicFeed = "https://api.nuget.org/v3/index.json";

    private static readonly string Sample = Path.Combine(TestData.Repository, "samples", "QuickStart");

    /// <param name="items">What stands beside the package reference.</param>
    /// <param name="folderName">The project's folder.</param>
    /// <param name="properties">What the project sets.</param>
    /// <param name="restored">Whether another project's restore is taken over; false for a project that has to restore itself.</param>
    public ConsumerProject(string items, string folderName = FolderName, string properties = "", bool restored = true)
    {
        Root = Directory.CreateTempSubdirectory("mrq-").FullName;
        Folder = Directory.CreateDirectory(Path.Combine(Root, folderName)).FullName;
        WriteFeeds(LocalFeed.Cache, LocalFeed.Folder);
        // A build that leaves no node behind compiles in a process that is cold; the compiler's own server serves all tests.
        Write("../Directory.Build.props", "<Project><PropertyGroup><UseSharedCompilation>true</UseSharedCompilation></PropertyGroup></Project>");
        Write("../Directory.Build.targets", "<Project />");
        WriteProject(items, properties);
        Write("Program.cs", "System.Console.WriteLine();");
        CopyModel("model.tflite");
        File.Copy(Path.Combine(Sample, "data", "eval.npz"), PathOf("eval.npz"));
        File.Copy(Path.Combine(Sample, "data", "calibration.npz"), PathOf("calibration.npz"));
        if (restored && folderName == FolderName)
        {
            RestoredProject.CopyTo(this);
        }
    }

    public string Root { get; }

    public string Folder { get; }

    public static string Item(string model, string schemes, string more = "") =>
        $"""<MrqModel Include="{model}" TargetScheme="{schemes}" CalibrationData="calibration.npz" EvaluationData="eval.npz" Metric="top1" MaxAccuracyDrop="1" {more} />""";

    /// <summary>A project file that references the package.</summary>
    public void WriteProject(string items, string properties = "", string path = "Consumer.csproj") => Write(path, $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <UseAppHost>false</UseAppHost>
            <RunAnalyzers>false</RunAnalyzers>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Mrq.Build" Version="{LocalFeed.Version}" PrivateAssets="all" />
            {items}
          </ItemGroup>
        </Project>
        """);

    /// <summary>A second project in a folder beside the first, as small as the first.</summary>
    public void AddProject(string name, string items, string properties = "")
    {
        WriteProject(items, properties, $"../{name}/{name}.csproj");
        Write($"../{name}/Program.cs", "System.Console.WriteLine();");
    }

    /// <summary>Restores from other feeds than the package's alone, into a cache of the project's own.</summary>
    public void RestoreFrom(params string[] feeds) => WriteFeeds(PathOf("../cache"), feeds);

    public void WriteSolution(params string[] projects) =>
        Write("../All.slnx", $"<Solution>{string.Concat(projects.Select(project => $"<Project Path=\"{project}\" />"))}</Solution>");

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), text);
    }

    public void CopyModel(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.Copy(Path.Combine(Sample, "models", "digits.tflite"), PathOf(path), overwrite: true);
    }

    /// <summary>Makes a file newer than everything that an earlier build wrote.</summary>
    public void Touch(string path) => File.SetLastWriteTimeUtc(PathOf(path), DateTime.UtcNow.AddSeconds(2));

    public string PathOf(string path) => Path.GetFullPath(Path.Combine(Folder, path));

    public bool Has(string path) => File.Exists(PathOf(path));

    /// <summary>Files of a name anywhere in the project and its neighbours.</summary>
    public string[] FilesNamed(string pattern) => Directory.GetFiles(Root, pattern, SearchOption.AllDirectories);

    /// <summary><c>dotnet build</c>; what an earlier build restored is not restored again.</summary>
    public SdkResult Build(params string[] more) => Run([.. Has("obj/project.assets.json") ? ["build", "--no-restore"] : new[] { "build" }, .. more]);

    public SdkResult Run(params string[] arguments) => Run(null, arguments);

    public SdkResult Run(IReadOnlyDictionary<string, string?>? environment, params string[] arguments) =>
        Sdk.Run(Folder, environment, [.. arguments, "-nr:false", "-tl:off", "-clp:PerformanceSummary"]);

    /// <summary><c>dotnet build</c> as in a terminal.</summary>
    public SdkResult BuildInTerminal(params string[] more) => Sdk.Run(Folder, null, ["build", "--no-restore", "-nr:false", "-tl:on", .. more]);

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void WriteFeeds(string cache, params string[] feeds) => Write("../nuget.config", $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="{cache}" /></config>
          <packageSources><clear />{string.Concat(feeds.Select((feed, place) => $"<add key=\"feed{place}\" value=\"{feed}\" />"))}</packageSources>
        </configuration>
        """);
}
