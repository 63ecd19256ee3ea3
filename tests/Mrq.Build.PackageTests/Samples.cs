using System.IO.Compression;
using System.Text.RegularExpressions;
using Mrq.Testing;

namespace Mrq.Build.PackageTests;

/// <summary>The samples as projects of their users: with the packages in the place of the sources that they build from in a clone.</summary>
[TestClass]
public sealed partial class Samples : IDisposable
{
    private static readonly string Source = Path.Combine(TestData.Repository, "samples");
    private readonly ConsumerProject _neighbour = new("", restored: false);

    public void Dispose() => _neighbour.Dispose();

    [TestMethod]
    public void All_build_and_do_what_they_show()
    {
        LocalFeed.PackProject("Mrq.Library", LocalFeed.Folder);
        AssertLibrary();
        _neighbour.RestoreFrom(LocalFeed.Folder, ConsumerProject.PublicFeed);
        CopySamples();

        var command = $"dotnet \"{Path.Combine(TestData.Repository, "src", "Mrq.Tool", "bin", Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/', '\\')))!, "net10.0", "mrq.dll")}\"";
        var result = Sdk.Run(PathOf(""), new Dictionary<string, string?> { ["MrqCommand"] = command }, "build", "Samples.slnx", "-p:RunAnalyzers=false", "-nr:false", "-tl:off").Succeeded();

        Assert.AreEqual(9, result.Conversions, result.Output);
        Assert.AreEqual(1, result.Output.Split("; from the cache").Length - 1, "one of the two projects that share a cache takes the other's conversion");
        Assert.Contains("digits.tflite -> acme-npu: top1 ", result.Output);
        Assert.IsTrue(File.Exists(PathOf("Onnx/bin/Debug/net10.0/models/digits.int8-symmetric.onnx")), result.Output);
        Assert.IsTrue(File.Exists(PathOf("Onnx/bin/Debug/net10.0/models/digits.int8-symmetric.tflite")), result.Output);
        Assert.Contains("<testcase", File.ReadAllText(PathOf("GateInCi/obj/conversions.xml")));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Contains("firmware: 10 layers of CONV_2D, 0 elements differ from the emulator", result.Output);
        }

        Assert.Contains("This is a 2, ", Sdk.Run(PathOf("App"), null, "exec", "bin/Debug/net10.0/App.dll").Succeeded().Output);
    }

    /// <summary>The product's assemblies with their documentation in the package and their symbols beside it; what is somebody else's is a dependency.</summary>
    private static void AssertLibrary()
    {
        using var package = ZipFile.OpenRead(Path.Combine(LocalFeed.Folder, $"Mrq.Library.{LocalFeed.Version}.nupkg"));
        using var symbols = ZipFile.OpenRead(Path.Combine(LocalFeed.Folder, $"Mrq.Library.{LocalFeed.Version}.snupkg"));
        using var nuspec = new StreamReader(package.GetEntry("Mrq.Library.nuspec")!.Open());
        var names = package.Entries.Select(entry => entry.FullName).ToList();
        var assemblies = names.Where(name => name.EndsWith(".dll", StringComparison.Ordinal)).Select(name => Path.ChangeExtension(name, null)).ToList();

        Assert.Contains("lib/net10.0/Mrq.Library", assemblies);
        Assert.Contains("lib/net10.0/Mrq.Audio", assemblies);
        Assert.DoesNotContain("lib/net10.0/Mrq.Library.Package", assemblies);
        Assert.IsTrue(assemblies.All(assembly => assembly.StartsWith("lib/net10.0/Mrq.", StringComparison.Ordinal) && names.Contains(assembly + ".xml")), string.Join('\n', names));
        CollectionAssert.AreEquivalent(assemblies, symbols.Entries.Select(entry => entry.FullName).Where(name => name.EndsWith(".pdb", StringComparison.Ordinal)).Select(name => Path.ChangeExtension(name, null)).ToList());
        CollectionAssert.AreEquivalent(new[] { "Google.Protobuf", "SixLabors.ImageSharp" }, Dependency().Matches(nuspec.ReadToEnd()).Select(match => match.Groups[1].Value).ToArray());
    }

    /// <summary>What is committed, with references to packages instead of those to this repository's projects.</summary>
    private void CopySamples()
    {
        foreach (var file in Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Source, path)).Where(file => !Made().IsMatch(file)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(file))!);
            File.Copy(Path.Combine(Source, file), PathOf(file), overwrite: true);
        }

        File.WriteAllText(PathOf("Directory.Build.targets"), Referencing("Mrq.Build", "PrivateAssets=\"all\""));
        Edit("App/App.csproj", "<ProjectReference Include=\"../../src/Mrq/Mrq.csproj\" />", $"<PackageReference Include=\"Mrq.Library\" Version=\"{LocalFeed.Version}\" />");
        Edit("Firmware/Firmware.csproj", "<ProjectReference Include=\"../../src/Mrq.Tool/Mrq.Tool.csproj\" ReferenceOutputAssembly=\"false\" />", "");
    }

    private static string Referencing(string package, string more) => $"<Project><ItemGroup><PackageReference Include=\"{package}\" Version=\"{LocalFeed.Version}\" {more} /></ItemGroup></Project>";

    private void Edit(string file, string before, string after)
    {
        var text = File.ReadAllText(PathOf(file));
        Assert.Contains(before, text, file);
        File.WriteAllText(PathOf(file), text.Replace(before, after, StringComparison.Ordinal));
    }

    private string PathOf(string file) => _neighbour.PathOf(Path.Combine("../samples", file));

    [GeneratedRegex("<dependency id=\"([^\"]+)\"")]
    private static partial Regex Dependency();

    [GeneratedRegex(@"(^|[/\\])(bin|obj|training)[/\\]")]
    private static partial Regex Made();
}
