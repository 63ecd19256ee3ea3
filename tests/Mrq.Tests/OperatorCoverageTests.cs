using System.Text.Json;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>What a user can read of the emulator's coverage is what the kernels say.</summary>
[TestClass]
public sealed class OperatorCoverageTests
{
    [TestMethod]
    public void The_table_in_the_docs_is_what_the_command_prints()
    {
        var printed = MrqCommand.Run("operators").Output.ReplaceLineEndings("\n");

        var written = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "operators.md")).ReplaceLineEndings("\n");
        Assert.AreEqual(printed, written, "run: mrq operators > docs/operators.md");
    }

    [TestMethod]
    public void Every_operator_that_runs_is_read_and_held_to_something()
    {
        var rows = File.ReadAllLines(Path.Combine(TestData.Repository, "docs", "operators.md")).SkipWhile(line => !line.StartsWith("| operator | read", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.Length > 0).Select(line => line.Split(" | ").Select(cell => cell.Trim('|', ' ')).ToArray()).ToList();
        Assert.IsGreaterThan(90, rows.Count);
        foreach (var row in rows)
        {
            Assert.HasCount(5, row);
            Assert.AreEqual("yes", row[1], row[0]);
            Assert.AreNotEqual("", row[3], row[0]);
            Assert.AreNotEqual("", row[4], row[0]);
        }
    }

    [TestMethod]
    public void Inspect_says_that_every_operator_is_computed_and_how_far_the_sums_go()
    {
        using var report = JsonDocument.Parse(MrqCommand.Run("inspect", Path.Combine(TestData.Repository, "samples", "QuickStart", "models", "digits.tflite"), "--json").Output);
        var emulator = report.RootElement.GetProperty("emulator");

        Assert.AreEqual(0, emulator.GetProperty("notEmulated").GetArrayLength());
        foreach (var accumulator in emulator.GetProperty("accumulators").EnumerateArray())
        {
            Assert.AreEqual(32 - accumulator.GetProperty("bits").GetInt32(), accumulator.GetProperty("headroom").GetInt32());
        }
    }
}
