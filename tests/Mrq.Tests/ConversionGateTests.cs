using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Gate;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>The gate around a whole conversion: what is written, what is warned, what fails.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class ConversionGateTests : IDisposable
{
    private static readonly string Sample = Path.Combine(TestData.Repository, "samples", "QuickStart");
    private readonly string _folder = Directory.CreateTempSubdirectory("mrq-gate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void A_gate_that_warns_writes_the_model()
    {
        var result = ModelConverter.Convert(Request() with { Limits = new GateLimits { MinAccuracy = 101, Mode = GateMode.Warn } });

        Assert.AreEqual("MRQ4004", string.Join(' ', result.Warnings.Select(warning => warning.Code)));
        Assert.IsTrue(File.Exists(Path.Combine(_folder, "out.tflite")));
    }

    [TestMethod]
    public void A_failed_gate_leaves_both_reports_and_no_model()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(Request() with { Limits = new GateLimits { MinSqnr = 99 } }));

        Assert.AreEqual(MrqCodes.BelowMinimum, error.Code);
        Assert.IsFalse(File.Exists(Path.Combine(_folder, "out.tflite")));
        using var report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "report.json")));
        Assert.IsFalse(report.RootElement.GetProperty("gate").GetProperty("passed").GetBoolean());
        Assert.Contains("Failed: no model was written.", File.ReadAllText(Path.Combine(_folder, "report.html")));
    }

    [TestMethod]
    [DataRow("data", "calibration")]
    [DataRow("", "synthetic")]
    public void Without_evaluation_data_the_outputs_are_compared_and_MRQ4002_says_so(string calibration, string kind)
    {
        var result = ModelConverter.Convert(Request() with { EvaluationData = [], CalibrationData = calibration.Length > 0 ? Request().CalibrationData : [], Limits = new GateLimits { MaxAccuracyDrop = 1, MinAgreement = 50 } });

        var (code, message) = result.Warnings[0];
        Assert.AreEqual(MrqCodes.GateSkipped, code);
        StringAssert.StartsWith(message, "int8-symmetric: there is no EvaluationData, so the top1 limits were not checked, and source and target were compared by their outputs alone: agreement 100.00 -> ", StringComparison.Ordinal);
        Assert.Contains($"outputs on {kind} data", message);
        Assert.AreEqual(MrqCodes.BelowMinimum, Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(Request() with { EvaluationData = [], Limits = new GateLimits { MinAgreement = 101 } })).Code);
    }

    [TestMethod]
    public void A_report_is_the_baseline_of_the_next_conversion_and_names_no_folder()
    {
        ModelConverter.Convert(Request());
        var report = Path.Combine(_folder, "report.json");
        var baseline = Path.Combine(_folder, "baseline.json");
        File.Copy(report, baseline);

        ModelConverter.Convert(Request() with { BaselineReport = baseline });

        Assert.DoesNotContain(_folder, File.ReadAllText(report));
        File.WriteAllText(baseline, File.ReadAllText(baseline).Replace("\"targetAccuracy\": 99", "\"targetAccuracy\": 99.5", StringComparison.Ordinal));
        Assert.AreEqual(MrqCodes.WorseThanBaseline, Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(Request() with { BaselineReport = baseline })).Code);
        Assert.AreEqual(MrqCodes.BaselineMismatch, Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(Request() with { BaselineReport = baseline, Scheme = "tflite-int8" })).Code);
    }

    [TestMethod]
    public void Reports_do_not_depend_on_the_threads()
    {
        ModelConverter.Convert(Request() with { MaxParallelism = 1 });
        var (json, page) = (File.ReadAllText(Path.Combine(_folder, "report.json")), File.ReadAllText(Path.Combine(_folder, "report.html")));

        ModelConverter.Convert(Request() with { MaxParallelism = 3 });

        Assert.AreEqual(json, File.ReadAllText(Path.Combine(_folder, "report.json")));
        Assert.AreEqual(page, File.ReadAllText(Path.Combine(_folder, "report.html")));
    }

    [TestMethod]
    public void Layers_that_lose_nothing_say_so()
    {
        // uint8 to int8 with the same grid changes no value: every layer but those with clipped weights is exact.
        ModelConverter.Convert(Request() with { Scheme = "tflite-int8", CalibrationData = [] });

        using var report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "report.json")));
        var layers = report.RootElement.GetProperty("layerOutputs").EnumerateArray().ToList();
        Assert.IsNotEmpty(layers);
        Assert.IsTrue(layers.All(layer => layer.GetProperty("bitsLost").GetDouble() is >= 0 and < 8));
        Assert.IsTrue(layers.All(layer => layer.GetProperty("sqnr").ValueKind == JsonValueKind.Null == (layer.GetProperty("bitsLost").GetDouble() == 0)));
    }

    [TestMethod]
    public void A_label_that_is_no_class_is_MRQ1051_at_its_file_with_its_sample()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(Request() with { Data = new() { LabelOffset = 5 } }));

        Assert.AreEqual((MrqCodes.DatasetDoesNotFit, Request().EvaluationData[0]), (error.Code, error.Place.File));
        Assert.Contains("The label of sample ", error.Message);
        Assert.Contains("none of the model's 10 classes", error.Message);
    }

    private ConversionRequest Request() => new()
    {
        ModelPath = Path.Combine(Sample, "models", "digits.tflite"),
        Scheme = "int8-symmetric",
        OutputPath = Path.Combine(_folder, "out.tflite"),
        ReportPath = Path.Combine(_folder, "report.json"),
        HtmlPath = Path.Combine(_folder, "report.html"),
        CalibrationData = [Path.Combine(Sample, "data", "calibration.npz")],
        EvaluationData = [Path.Combine(Sample, "data", "eval.npz")],
    };
}
