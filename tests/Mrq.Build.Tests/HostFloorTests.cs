using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Mrq.Core.Diagnostics;
using Mrq.Testing;

namespace Mrq.Build.Tests;

/// <summary>The oldest MSBuild that the package promises to run on has what the tasks use.</summary>
[TestClass]
public sealed partial class HostFloorTests
{
    /// <summary>The SDK that brings each MSBuild.</summary>
    private static readonly Dictionary<string, string> Sdks = new() { ["18.0"] = "10.0.100", ["18.9"] = "10.0.400" };

    [TestMethod]
    public void Every_member_of_MSBuild_that_the_tasks_use_is_in_the_reference_assemblies_of_that_version()
    {
        var declared = ReferencedMembers.DeclaredBy(References());
        var used = ReferencedMembers.UsedBy(Path.Combine(AppContext.BaseDirectory, "Mrq.Build.Tasks.dll"));

        Assert.Contains("Microsoft.Build.Utilities.Task", used);
        Assert.Contains("Microsoft.Build.Utilities.Task.get_Log`0() : Microsoft.Build.Utilities.TaskLoggingHelper", used);
        CollectionAssert.AreEqual(Array.Empty<string>(), used.Where(member => !declared.Contains(member)).ToList());
    }

    [TestMethod]
    public void The_version_that_the_targets_ask_for_is_the_one_compiled_against_and_every_text_names_its_SDK()
    {
        var targets = XDocument.Load(Path.Combine(TestData.Repository, "build", "Mrq.Build.targets"));
        var error = targets.Descendants("Error").Single(error => (string?)error.Attribute("Code") == MrqCodes.HostTooOld.Id);
        var floor = Floor().Match((string)targets.Descendants("_MrqHostIsTooOld").Single().Attribute("Condition")!).Groups[1].Value;
        var sdk = Sdks[floor];

        foreach (var reference in References())
        {
            Assert.StartsWith($"{floor}.", FileVersionInfo.GetVersionInfo(reference).ProductVersion!, reference);
        }

        Assert.AreEqual("'$(_MrqHostIsTooOld)' == 'true'", (string?)error.Attribute("Condition"));
        Assert.Contains($"MSBuild {floor} (.NET SDK {sdk} or newer)", (string)error.Attribute("Text")!);
        Assert.Contains($"SDK {sdk} or newer", MrqCodes.HostTooOld.Remedy);
        Assert.Contains($"MSBuild {floor} (.NET SDK {sdk} or newer)", File.ReadAllText(Path.Combine(TestData.Repository, "docs", "errors.md")));
        Assert.Contains($".NET SDK {sdk} or newer", File.ReadAllText(Path.Combine(TestData.Repository, "README.md")));
    }

    private static IEnumerable<string> References() =>
        typeof(HostFloorTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(attribute => attribute.Key == "HostReference")
            .Select(attribute => Path.Combine(attribute.Value!, "ref", "net10.0"))
            .SelectMany(folder => Directory.GetFiles(folder, "Microsoft.Build.*.dll"));

    [GeneratedRegex(@"'\$\(_MrqHostVersion\)', '([0-9.]+)'")]
    private static partial Regex Floor();
}
