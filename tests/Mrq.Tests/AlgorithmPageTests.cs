using Mrq.Requantization;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>docs/algorithms.md tells of every pass that can be left out.</summary>
[TestClass]
public sealed class AlgorithmPageTests
{
    [TestMethod]
    public void Each_pass_has_a_row()
    {
        var rows = File.ReadLines(Path.Combine(TestData.Repository, "docs", "algorithms.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]).ToList();

        CollectionAssert.AreEquivalent(PassNames.All.ToList(), rows);
    }
}
