using System.Text.Json;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>What each operator of a conversion costs, as the command and the reports tell it.</summary>
[TestClass]
public sealed class AnalysisTests
{
    private static readonly string Digits = Path.Combine(TestData.Repository, "samples", "QuickStart", "models", "digits.tflite");
    private static readonly string Evaluation = Path.Combine(TestData.Repository, "samples", "QuickStart", "data", "eval.npz");

    [TestMethod]
    public void The_command_and_the_report_say_the_same_of_each_operator_that_computes()
    {
        using var folder = new ConversionFolder();
        var report = folder.PathOf("report.json");
        var page = folder.PathOf("report.html");
        Assert.AreEqual(0, MrqCommand.Run("convert", Digits, "--scheme", "int8-symmetric", "--evaluation", Evaluation, "--output", folder.PathOf("converted.tflite"), "--analyze", "--report", report, "--html", page).ExitCode);

        var (exitCode, output, error) = MrqCommand.Run("analyze", Digits, "--scheme", "int8-symmetric", "--evaluation", Evaluation, "--json");

        Assert.AreEqual(0, exitCode, error);
        using var told = JsonDocument.Parse(output);
        using var written = JsonDocument.Parse(File.ReadAllBytes(report));
        var operators = told.RootElement.GetProperty("operators").EnumerateArray().OrderBy(step => step.GetProperty("operator").GetInt32()).Select(Figures).ToList();
        CollectionAssert.AreEqual(written.RootElement.GetProperty("sensitivity").GetProperty("operators").EnumerateArray().Select(Figures).ToList(), operators);
        Assert.HasCount(18, operators);
        Assert.IsEmpty(operators.Where(line => line.Contains("RESHAPE", StringComparison.Ordinal)));
        Assert.AreEqual(64, told.RootElement.GetProperty("samples").GetInt32());
        Assert.AreEqual(1, told.RootElement.GetProperty("operators").EnumerateArray().Sum(step => step.GetProperty("multiplyAdds").GetDouble()), 1e-9);
        Assert.Contains("<h2>What each operator costs</h2>", File.ReadAllText(page));
    }

    [TestMethod]
    public void The_costliest_come_first_and_as_many_as_are_asked_for()
    {
        var (exitCode, output, error) = MrqCommand.Run("analyze", Digits, "--scheme", "int8-symmetric-pow2", "--top", "3");

        Assert.AreEqual(0, exitCode, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var costs = lines[2..5].Select(line => double.Parse(line.Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        CollectionAssert.AreEqual(costs.Order().ToList(), costs);
        Assert.Contains("and 15 more (--top 0 shows all)", lines[5]);
        Assert.AreEqual(2, MrqCommand.Run("analyze", Digits, "--scheme", "int8-symmetric-pow2", "--by", "name").ExitCode);
    }

    [TestMethod]
    public void Activations_of_16_bits_keep_their_clamp_at_6_beside_those_of_8_whose_factors_move_it()
    {
        using var folder = new ConversionFolder();
        File.WriteAllText(folder.PathOf("mixed.json"), """{ "basedOn": "int8-symmetric-pow2", "overrides": [{ "tensor": "Digits/Conv*/Relu6", "activationType": "int16", "activationRange": "-32768..32767" }, { "operator": "AVERAGE_POOL_2D", "activationType": "int16", "activationRange": "-32768..32767" }] }""");

        var (exitCode, output, error) = MrqCommand.Run("convert", Digits, "--scheme", folder.PathOf("mixed.json"), "--evaluation", Evaluation, "--output", folder.PathOf("mixed.tflite"));

        Assert.AreEqual(0, exitCode, error);
        Assert.Contains("agreement", output);
        Assert.Contains("INT16", MrqCommand.Run("inspect", folder.PathOf("mixed.tflite")).Output);
    }

    private static string Figures(JsonElement step) =>
        string.Join(' ', new[] { "operator", "operatorName", "tensor", "alone", "kept" }.Select(name => step.GetProperty(name).ToString().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)));
}
