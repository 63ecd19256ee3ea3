using Mrq.Core.Diagnostics;
using Mrq.Testing;

namespace Mrq.Core.Tests;

[TestClass]
public sealed class ErrorTableTests
{
    [TestMethod]
    public void The_documentation_lists_exactly_the_codes_that_exist()
    {
        var rows = File.ReadAllLines(Path.Combine(TestData.Repository, "docs", "errors.md")).Where(line => line.StartsWith("| <a", StringComparison.Ordinal)).ToList();

        var expected = MrqCodes.All.Select(code => $"| <a id=\"{code.Id.ToLowerInvariant()}\"></a>{code.Id} | {code.Severity} | {code.Title} | {code.Remedy} |").ToList();
        CollectionAssert.AreEqual(expected, rows);
    }

    [TestMethod]
    public void No_number_is_used_twice() => Assert.AreEqual(MrqCodes.All.Count, MrqCodes.All.Select(code => code.Id).Distinct().Count());
}
