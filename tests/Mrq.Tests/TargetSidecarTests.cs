using Mrq.Core.Targets;
using Mrq.Sidecars;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>A target's sidecars are formats by their names, and the page of formats has each.</summary>
[TestClass]
public sealed class TargetSidecarTests
{
    /// <summary>What toolchains take and nothing here reads or writes.</summary>
    private static readonly string[] Unknown = ["max78000-yaml"];

    [TestMethod]
    public void Sidecars_of_targets_are_formats()
    {
        var known = SidecarFormats.All.Select(format => format.Name).Concat(ExportFormats.All.Select(format => format.Name)).ToHashSet();

        var wrong = TargetCatalogue.All.SelectMany(target => target.Sidecars.Where(sidecar => !known.Contains(sidecar) && !Unknown.Contains(sidecar)).Select(sidecar => $"{target.Name}: {sidecar}"));

        Assert.AreEqual("", string.Join(", ", wrong));
        Assert.IsEmpty(Unknown.Where(known.Contains));
    }

    [TestMethod]
    public void Every_format_is_in_the_documentation()
    {
        var page = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "interchange.md"));

        Assert.AreEqual("", string.Join(", ", SidecarFormats.All.Select(format => format.Name).Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal))));
    }
}
