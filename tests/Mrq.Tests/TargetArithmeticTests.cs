using System.Text.Json;
using Mrq.Core.Targets;

namespace Mrq.Tests;

/// <summary>How sure reports and log are of a target's arithmetic.</summary>
[TestClass]
public sealed class TargetArithmeticTests
{
    [TestMethod]
    public void Where_rounding_is_assumed_the_report_says_so_and_measures_each_plausible_one()
    {
        using var folder = new ConversionFolder();
        var request = folder.Request with { Scheme = "nna-pow2", HtmlPath = folder.PathOf("out/digits.html") };
        var result = ModelConverter.Convert(request);

        Assert.Contains("; arithmetic assumed: accumulator: 32 bits; ", result.Summary);
        using var json = JsonDocument.Parse(result.Report);
        var target = json.RootElement.GetProperty("target");
        Assert.AreEqual(("nna-symmetric-pow2", "Assumed", false), (target.GetProperty("name").GetString(), target.GetProperty("arithmetic").GetString(), target.GetProperty("isBitExact").GetBoolean()));
        var trials = target.GetProperty("roundings").EnumerateArray().ToDictionary(trial => trial.GetProperty("rounding").GetString()!);
        CollectionAssert.AreEqual(new[] { "HalfUp", "HalfToEven", "HalfAwayFromZero", "Floor" }, trials.Keys.ToList());
        Assert.IsTrue(trials["HalfUp"].GetProperty("isAssumed").GetBoolean() && trials.Values.Count(trial => trial.GetProperty("isAssumed").GetBoolean()) == 1);
        Assert.IsTrue(trials.Values.All(trial => trial.GetProperty("samples").GetInt32() is > 0 and <= 64));

        // A floor in every layer is a bias that nothing takes up.
        Assert.IsLessThan(trials["HalfUp"].GetProperty("sqnr").GetDouble() - 3, trials["Floor"].GetProperty("sqnr").GetDouble());
        Assert.IsLessThan(3, Math.Abs(trials["HalfToEven"].GetProperty("sqnr").GetDouble() - trials["HalfUp"].GetProperty("sqnr").GetDouble()));

        var page = File.ReadAllText(request.HtmlPath!);
        Assert.Contains("<h2>Target</h2>", page);
        Assert.Contains("<td>HalfUp (assumed)</td>", page);
    }

    [TestMethod]
    [DataRow("xnnpack-qs8", "; bit exact", true)]
    [DataRow("esp32-s3", "; arithmetic public, some rules approximated", false)]
    [DataRow("tensorrt", "; arithmetic by a document of the vendor", false)]
    public void Where_rounding_is_known_no_other_is_tried_and_bit_exact_is_said_of_public_arithmetic_alone(string name, string claim, bool isBitExact)
    {
        using var folder = new ConversionFolder();
        var result = ModelConverter.Convert(folder.Request with { Scheme = name, OutputFormat = TargetCatalogue.Named(name).Container });

        Assert.EndsWith(claim, result.Summary);
        Assert.AreEqual(isBitExact, result.Summary.Contains("bit exact", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(result.Report);
        var target = json.RootElement.GetProperty("target");
        Assert.AreEqual((isBitExact, JsonValueKind.Null), (target.GetProperty("isBitExact").GetBoolean(), target.GetProperty("roundings").ValueKind));
        Assert.AreEqual(TargetCatalogue.Named(name).Approximated.Count, target.GetProperty("approximated").GetArrayLength());
    }

    [TestMethod]
    public void A_scheme_that_is_no_targets_claims_nothing()
    {
        using var folder = new ConversionFolder();
        var result = ModelConverter.Convert(folder.Request with { Scheme = "int8-symmetric" });

        Assert.DoesNotContain("exact", result.Summary);
        using var json = JsonDocument.Parse(result.Report);
        Assert.AreEqual(JsonValueKind.Null, json.RootElement.GetProperty("target").ValueKind);
    }
}
