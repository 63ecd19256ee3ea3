using System.Text.RegularExpressions;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Folders inside a project point one way, as projects do; a namespace is a folder.</summary>
[TestClass]
public sealed partial class FolderTests
{
    [TestMethod]
    [DataRow("Mrq.Core", "Diagnostics", "")]
    [DataRow("Mrq.Core", "Numerics", "Diagnostics")]
    [DataRow("Mrq.Core", "Graph", "Diagnostics")]
    [DataRow("Mrq.Core", "Operators", "Diagnostics Graph")]
    [DataRow("Mrq.Core", "Geometry", "Diagnostics Graph Operators")]
    [DataRow("Mrq.Core", "Schemes", "Diagnostics Numerics Graph")]
    [DataRow("Mrq.Core", "Targets", "Diagnostics Schemes")]
    [DataRow("Mrq.Requantization", "Algebra", "")]
    [DataRow("Mrq.Requantization", "Plan", "")]
    [DataRow("Mrq.Requantization", "Layers", "Plan")]
    [DataRow("Mrq.Requantization", "Calibration", "Algebra Plan Layers")]
    [DataRow("Mrq.Requantization", "Regularization", "Plan Calibration")]
    [DataRow("Mrq.Requantization", "Passes", "Algebra Plan Layers Calibration Regularization")]
    [DataRow("Mrq.Requantization", "Borders", "Plan Layers")]
    [DataRow("Mrq.Requantization", "Verify", "")]
    public void A_folder_uses_only_what_it_may(string project, string folder, string allowed)
    {
        var root = Path.Combine(TestData.Repository, "src", project);
        var files = Directory.GetFiles(Path.Combine(root, folder), "*.cs");
        Assert.AreNotEqual(0, files.Length);
        foreach (var file in files)
        {
            var text = File.ReadAllText(file);
            var used = Using().Matches(text).Select(match => match.Groups["space"].Value).Where(space => space.StartsWith($"{project}.", StringComparison.Ordinal)).Select(space => space[(project.Length + 1)..]);

            Assert.AreEqual("", string.Join(' ', used.Except([folder, .. allowed.Split(' ')])), file);
            Assert.Contains($"namespace {project}.{folder};", text, file);
        }
    }


    [GeneratedRegex(@"^using (?:static )?(?<space>Mrq\.[A-Za-z.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();
}
