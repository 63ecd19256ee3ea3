using Mrq.Testing;

namespace Mrq.Build.PackageTests;

/// <summary>A user's project in a folder of its own: it sees the local feed, an empty package cache, and nothing of this repository.</summary>
internal sealed class ConsumerProject : IDisposable
{
    public static readonly string DigitsItem = Item("model.tflite", "int8-symmetric");

    public ConsumerProject(string items, string folderName = "consumer")
    {
        Root = Directory.CreateTempSubdirectory("mrq-").FullName;
        Folder = Directory.CreateDirectory(Path.Combine(Root, folderName)).FullName;
        Write("../nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="local" value="{LocalFeed.Folder}" /></packageSources>
            </configuration>
            """);
        Write("../Directory.Build.props", "<Project />");
        Write("../Directory.Build.targets", "<Project />");
        WriteProject(items);
        Write("Program.cs", "System.Console.WriteLine();");
        var sample = Path.Combine(TestData.Repository, "samples", "QuickStart");
        File.Copy(Path.Combine(sample, "models", "digits.tflite"), PathOf("model.tflite"));
        File.Copy(Path.Combine(sample, "data", "eval.npz"), PathOf("eval.npz"));
        File.Copy(Path.Combine(sample, "data", "calibration.npz"), PathOf("calibration.npz"));
    }

    public string Root { get; }

    public string Folder { get; }

    public static string Item(string model, string schemes, string more = "") =>
        $"""<MrqModel Include="{model}" TargetScheme="{schemes}" CalibrationData="calibration.npz" EvaluationData="eval.npz" Metric="top1" MaxAccuracyDrop="1" {more} />""";

    public void WriteProject(string items, string properties = "") => Write("Consumer.csproj", $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <UseAppHost>false</UseAppHost>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Mrq.Build" Version="{LocalFeed.Version}" PrivateAssets="all" />
            {items}
          </ItemGroup>
        </Project>
        """);

    public void Write(string path, string text) => File.WriteAllText(PathOf(path), text);

    public string PathOf(string path) => Path.Combine(Folder, path);

    public bool Has(string path) => File.Exists(PathOf(path));

    public string[] FilesNamed(string pattern) => Directory.GetFiles(Folder, pattern, SearchOption.AllDirectories);

    public SdkResult Build(params string[] more) => Run(["build", .. more]);

    public SdkResult Run(params string[] arguments) => Sdk.Run(Folder, null, [.. arguments, "-nr:false", "-tl:off"]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
