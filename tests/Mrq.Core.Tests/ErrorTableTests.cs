using Mrq.Core.Diagnostics;
using Mrq.Testing;

namespace Mrq.Core.Tests;

/// <summary>docs/errors.md has a table for each code: severity and title, cause, example, remedy.</summary>
[TestClass]
public sealed class ErrorTableTests
{
    private static readonly string Documentation = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "errors.md"));

    [TestMethod]
    public void The_documentation_has_exactly_the_codes_that_exist_in_their_order()
    {
        var headings = Documentation.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]).ToList();

        CollectionAssert.AreEqual(MrqCodes.All.Select(code => code.Id).ToList(), headings);
    }

    [TestMethod]
    public void Each_table_says_what_the_code_says_and_gives_a_cause_and_an_example()
    {
        foreach (var code in MrqCodes.All)
        {
            var severity = code.Severity == MrqSeverity.Error ? "error" : "warning";
            var rows = Section(code).Split('\n', StringSplitOptions.RemoveEmptyEntries);

            Assert.HasCount(5, rows, code.Id);
            Assert.AreEqual($"| {severity} | {code.Title} |", rows[0]);
            Assert.AreEqual("|---|---|", rows[1]);
            Assert.IsTrue(rows[2].StartsWith("| cause | ", StringComparison.Ordinal) && rows[2].Length > "| cause |  |".Length, code.Id);
            Assert.IsTrue(rows[3].StartsWith("| example | `", StringComparison.Ordinal) && rows[3].Contains($"{severity} {code.Id}: ", StringComparison.Ordinal), code.Id);
            Assert.AreEqual($"| remedy | {code.Remedy} |", rows[4]);
        }
    }

    [TestMethod]
    public void No_number_is_used_twice() => Assert.AreEqual(MrqCodes.All.Count, MrqCodes.All.Select(code => code.Id).Distinct().Count());

    /// <summary>What stands between a code's heading and the next.</summary>
    private static string Section(MrqCode code)
    {
        var rest = Documentation.Split($"## {code.Id}\n")[1];
        var end = rest.IndexOf("\n## ", StringComparison.Ordinal);
        return end < 0 ? rest : rest[..end];
    }
}
