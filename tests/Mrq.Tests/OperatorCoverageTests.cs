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
