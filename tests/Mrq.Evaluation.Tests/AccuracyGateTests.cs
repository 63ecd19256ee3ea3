using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Tests;

/// <summary>What passes a limit, what does not, and what is said of it.</summary>
[TestClass]
public sealed class AccuracyGateTests
{
    private static readonly ModelComparison Comparison = new(
        Metric.Top1, 400, new PairedResult { Source = 84.75, SourceCount = new(339, 400), Target = 83.5, TargetCount = new(334, 400), Method = "by hand" }, new Proportion(384, 400), 18)
    {
        TargetOverflows = new Dictionary<int, long>(),
    };

    [TestMethod]
    public void A_loss_at_the_limit_passes() => AssertFindings(new GateLimits { MaxAccuracyDrop = 1.25m, MinAccuracy = 83.5m, MinAgreement = 96, MinSqnr = 18 });

    [TestMethod]
    public void A_loss_over_MaxAccuracyDrop_is_MRQ4001() => AssertFindings(
        new GateLimits { MaxAccuracyDrop = 0.64m }, "MRQ4001: s loses 1.25 points of top1 (84.75 -> 83.50, 400 samples), over MaxAccuracyDrop 0.64");

    [TestMethod]
    public void Every_minimum_that_is_missed_is_MRQ4004() => AssertFindings(
        new GateLimits { MinAccuracy = 84, MinAgreement = 97, MinSqnr = 20 },
        "MRQ4004: s has top1 83.50 (400 samples of evaluation data), under MinAccuracy 84",
        "MRQ4004: s has agreement in percent 96.00 (400 samples of evaluation data), under MinAgreement 97",
        "MRQ4004: s has SQNR in dB 18.00 (400 samples of evaluation data), under MinSqnr 20");

    [TestMethod]
    public void A_gate_that_is_off_finds_nothing() => AssertFindings(new GateLimits { MaxAccuracyDrop = -50, Mode = GateMode.Off });

    [TestMethod]
    public void Without_evaluation_data_the_metric_is_not_held_against_limits_but_the_outputs_are()
    {
        var findings = AccuracyGate.Check("s", Comparison with { Data = "synthetic" }, new GateLimits { MaxAccuracyDrop = 0, MinAccuracy = 99, MinAgreement = 97 });

        Assert.AreEqual("MRQ4004: s has agreement in percent 96.00 (400 samples of synthetic data), under MinAgreement 97", Text(findings));
    }

    [TestMethod]
    public void A_squared_error_that_grows_is_a_loss()
    {
        var comparison = Comparison with { Metric = Metric.Mse, Result = new PairedResult { Source = 0.5, Target = 0.75, Method = "by hand" } };

        Assert.AreEqual("MRQ4001: s loses 0.25 of mse (0.5 -> 0.75, 400 samples), over MaxAccuracyDrop 0.1", Text(AccuracyGate.Check("s", comparison, new GateLimits { MaxAccuracyDrop = 0.1m })));
    }

    [TestMethod]
    public void What_is_not_a_number_passes_no_limit() =>
        Assert.HasCount(2, AccuracyGate.Check("s", Comparison with { Sqnr = double.NaN, Result = new PairedResult { Source = 1, Target = double.NaN, Method = "" } }, new GateLimits { MaxAccuracyDrop = 1, MinSqnr = 1 }));

    [TestMethod]
    [DataRow("sqnr", 1, null)]
    [DataRow("mse", null, 1)]
    public void A_limit_without_meaning_for_the_metric_is_MRQ0103(string metric, int? drop, int? minimum) =>
        Assert.AreEqual(MrqCodes.BadOption, Assert.ThrowsExactly<MrqException>(() => new GateLimits { MaxAccuracyDrop = drop, MinAccuracy = minimum }.RequireFit(Metric.Parse(metric))).Code);

    [TestMethod]
    public void Worse_than_the_baseline_by_more_than_the_limit_is_MRQ4005()
    {
        var findings = AccuracyGate.Check("s", Comparison, new GateLimits { MaxAccuracyDrop = 2 }, Baseline(86));

        Assert.AreEqual("MRQ4005: s is 2.50 points of top1 worse than the baseline (86.00 -> 83.50, 400 samples), over the limit 2; accept it with -t:MrqUpdateBaseline", Text(findings));
        Assert.IsEmpty(AccuracyGate.Check("s", Comparison, new GateLimits { MaxAccuracyDrop = 2 }, Baseline(85.5)));
    }

    [TestMethod]
    public void Without_a_limit_nothing_may_be_lost_against_the_baseline() => Assert.HasCount(1, AccuracyGate.Check("s", Comparison, GateLimits.None, Baseline(83.51)));

    [TestMethod]
    [DataRow("""{"model":"m.tflite","scheme":"s","evaluation":{"metric":"top1","dataSha256":"d","targetAccuracy":86}}""", "")]
    [DataRow("""{"model":"other.tflite","scheme":"s","evaluation":{"metric":"top1","dataSha256":"d","targetAccuracy":86}}""", "its model is 'other.tflite', not 'm.tflite'")]
    [DataRow("""{"model":"m.tflite","scheme":"t","evaluation":{"metric":"top1","dataSha256":"d","targetAccuracy":86}}""", "its scheme is 't', not 's'")]
    [DataRow("""{"model":"m.tflite","scheme":"s","evaluation":{"metric":"top5","dataSha256":"d","targetAccuracy":86}}""", "its metric is 'top5', not 'top1'")]
    [DataRow("""{"model":"m.tflite","scheme":"s","evaluation":{"metric":"top1","dataSha256":"e","targetAccuracy":86}}""", "its data is 'e', not 'd'")]
    [DataRow("""{"model":"m.tflite","scheme":"s","evaluation":{"metric":"top1","dataSha256":"d","targetAccuracy":null}}""", "no accuracy")]
    [DataRow("""{"model":"m.tflite","scheme":"s","evaluation":null}""", "no evaluation")]
    [DataRow("[]", "no report of Mrq.Build")]
    [DataRow("not JSON", "no report of Mrq.Build")]
    public void A_baseline_is_a_report_of_the_same_conversion_on_the_same_data_or_MRQ4003(string json, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("baseline.json", RawDataBytes.Text(json));
        if (expected.Length == 0)
        {
            Assert.AreEqual(Baseline(86) with { Path = path }, Load(path));
            return;
        }

        var error = Assert.ThrowsExactly<MrqException>(() => Load(path));
        Assert.AreEqual((MrqCodes.BaselineMismatch, path), (error.Code, error.Place.File));
        Assert.Contains(expected, error.Message);
    }

    [TestMethod]
    public void A_baseline_that_an_editor_saved_with_a_byte_order_mark_and_its_line_ends_is_read()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("baseline.json", [0xEF, 0xBB, 0xBF, .. RawDataBytes.Text("{\"model\":\"m.tflite\",\r\n\"scheme\":\"s\",\r\n\"evaluation\":{\"metric\":\"top1\",\"dataSha256\":\"d\",\"targetAccuracy\":86}}\r\n")]);

        Assert.AreEqual(86, Load(path).Value);
    }

    [TestMethod]
    public void A_missing_baseline_is_MRQ4003_and_says_how_to_write_it() =>
        Assert.Contains("-t:MrqUpdateBaseline", Assert.ThrowsExactly<MrqException>(() => Load("gone.json")).Message);

    private static Baseline Load(string path)
    {
        var baseline = Gate.Baseline.Read(path, "m.tflite", "s");
        baseline.RequireSame(Metric.Top1, "d");
        return baseline;
    }

    private static Baseline Baseline(double value) => new(value, "top1", "d", "b.json");

    private static void AssertFindings(GateLimits limits, params string[] expected) =>
        Assert.AreEqual(string.Join('\n', expected), Text(AccuracyGate.Check("s", Comparison, limits)));

    private static string Text(IEnumerable<GateFinding> findings) => string.Join('\n', findings.Select(finding => $"{finding.Code}: {finding.Message}"));
}
