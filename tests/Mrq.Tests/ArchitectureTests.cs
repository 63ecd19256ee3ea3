using System.Reflection;
using System.Xml.Linq;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Dependencies point one way.</summary>
[TestClass]
public sealed class ArchitectureTests
{
    [TestMethod]
    [DataRow("Mrq.Core", "")]
    [DataRow("Mrq.Formats", "Mrq.Core")]
    [DataRow("Mrq.Formats.TfLite", "Mrq.Core Mrq.Formats")]
    [DataRow("Mrq.Formats.Onnx", "Google.Protobuf Mrq.Core Mrq.Formats")]
    [DataRow("Mrq.Emulator", "Mrq.Core")]
    [DataRow("Mrq.Requantization", "Mrq.Core Mrq.Emulator")]
    [DataRow("Mrq.Imaging", "Mrq.Core SixLabors.ImageSharp")]
    [DataRow("Mrq.Audio", "Mrq.Core")]
    [DataRow("Mrq.Evaluation", "Mrq.Audio Mrq.Core Mrq.Emulator Mrq.Imaging")]
    [DataRow("Mrq.Reporting", "Mrq.Core Mrq.Evaluation")]
    [DataRow("Mrq.Library", "Mrq.Audio Mrq.Core Mrq.Emulator Mrq.Evaluation Mrq.Formats Mrq.Formats.Onnx Mrq.Formats.TfLite Mrq.Imaging Mrq.Reporting Mrq.Requantization Mrq.Sidecars")]
    [DataRow("Mrq.Sidecars", "Mrq.Core")]
    public void A_project_uses_only_what_it_may(string assembly, string allowed)
    {
        var used = Assembly.Load(assembly).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal))
            .Except(allowed.Split(' '));

        Assert.AreEqual("", string.Join(' ', used));
    }

    /// <summary>What is internal is for a project's own tests, for the tools that measure, attack and try it, and of the library for its two front ends.</summary>
    [TestMethod]
    public void Internals_are_shown_to_tests_and_those_of_the_library_to_its_front_ends()
    {
        string[] expected =
        [
            "Mrq.Audio -> Mrq.Evaluation.Tests",
            "Mrq -> Mrq.Build.Tasks", "Mrq -> mrq", "Mrq -> Mrq.Build.Tests", "Mrq -> Mrq.Fuzz", "Mrq -> Mrq.Tests", "Mrq -> mrq-accuracy", "Mrq -> mrq-peers", "Mrq -> Mrq.Zoo", "Mrq.Build -> Mrq.Build.Tests", "Mrq.Emulator -> Mrq.Emulator.Tests", "Mrq.Emulator -> mrq-peers", "Mrq.Evaluation -> Mrq.Evaluation.Tests", "Mrq.Evaluation -> mrq-accuracy",
            "Mrq.Formats.Onnx -> Mrq.Formats.Onnx.Tests", "Mrq.Formats.TfLite -> Mrq.Formats.TfLite.Tests", "Mrq.Formats.TfLite -> Mrq.Fuzz", "Mrq.Imaging -> Mrq.Evaluation.Tests", "Mrq.Reporting -> Mrq.Tests", "Mrq.Requantization -> Mrq.Requantization.Tests", "Mrq.Sidecars -> Mrq.Sidecars.Tests", "Mrq.Tool -> Mrq.Fuzz", "Mrq.Tool -> Mrq.Tests",
        ];

        CollectionAssert.AreEquivalent(expected, Items("InternalsVisibleTo").ToArray());
    }

    [TestMethod]
    public void Only_the_task_sees_MSBuild_only_the_command_a_command_line_and_only_the_ONNX_format_Protobuf_and_only_imaging_ImageSharp_but_as_dependencies_of_the_package() =>
        CollectionAssert.AreEquivalent(
            new[] { "Mrq.Build -> Microsoft.Build.Framework", "Mrq.Build -> Microsoft.Build.Utilities.Core", "Mrq.Formats.Onnx -> Google.Protobuf", "Mrq.Formats.Onnx -> Grpc.Tools", "Mrq.Imaging -> SixLabors.ImageSharp", "Mrq.Library -> Google.Protobuf", "Mrq.Library -> SixLabors.ImageSharp", "Mrq.Tool -> Spectre.Console", "Mrq.Tool -> System.CommandLine" },
            Items("PackageReference").Where(item => !item.EndsWith("Analyzers", StringComparison.Ordinal)).ToArray());

    /// <summary>Items of one kind in the projects of the product: "PROJECT -> ITEM".</summary>
    private static IEnumerable<string> Items(string kind) =>
        from project in Directory.GetFiles(Path.Combine(TestData.Repository, "src"), "*.csproj", SearchOption.AllDirectories)
        where Path.GetFileNameWithoutExtension(project) == Path.GetFileName(Path.GetDirectoryName(project)) // What a template makes is somebody else's.
        from item in XDocument.Load(project).Descendants(kind)
        select $"{Path.GetFileNameWithoutExtension(project)} -> {item.Attribute("Include")!.Value}";
}
