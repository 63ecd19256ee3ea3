using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Layers;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Steps;
using Mrq.Imaging;
using Mrq.Reporting;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>The page holds what was measured, asks nothing of the network, and lets no name out of its place.</summary>
[TestClass]
public sealed partial class ReportPageTests
{
    private const string Hostile = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202E\n&amp;";

    [TestMethod]
    public void Names_from_files_are_text_wherever_they_stand()
    {
        var page = Page(Hostile);

        Assert.DoesNotContain("<script>alert", page);
        Assert.DoesNotContain("<img src", page);
        Assert.HasCount(2, page.Split("<img"), "one picture of its own");
        Assert.DoesNotContain("\u202E", page);
        Assert.HasCount(4, page.Split("</script>"), "three scripts of its own");
    }

    [TestMethod]
    public void Nothing_is_fetched()
    {
        var page = Page("m.tflite");

        Assert.Contains("content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\"", page);
        Assert.DoesNotContain(" src=", page.Replace(" src=\"data:image/png;base64,", ""));
        Assert.DoesNotContain("<link", page);
        Assert.DoesNotContain("@import", page);
    }

    [TestMethod]
    public void Accuracy_intervals_findings_layers_and_options_are_in_it()
    {
        // The chart library and the style sheet are full of numbers.
        var page = Assets().Replace(Page("m.tflite"), "");

        foreach (var text in new[] { "84.75", "83.50", "-1.25", "-2.50 to 0.25", "MRQ4001", "it lost 1.25", "12.34", "CONV_2D at 7", "7 of 100 weights", "<td>MaxAccuracyDrop</td><td class=\"name\">0.64</td>" })
        {
            Assert.Contains(text, page);
        }
    }

    [TestMethod]
    public void The_verdict_says_what_failed_what_changed_and_how_far_that_is_from_one_step_of_the_input()
    {
        var page = Assets().Replace(Page("m.tflite"), "");

        foreach (var text in new[]
        {
            "Failed: no model was written.",
            "Limits: MaxAccuracyDrop 0.64.",
            "top1 is 83.50, that of the source 84.75, on 400 samples: 4 samples became right or better, 9 wrong or worse. 95.00 % of the predictions are the source&#39;s.",
            "No difference can be told from chance on so many samples: its 95 % interval is -2.50 to 0.25.",
            "The committed baseline has top1 85.25, this conversion 83.50.",
            "Conversion moves the output 2 times as far as the source moves by itself when each input value is one step off",
            "(SQNR 24.0 dB against 30.0 dB; predictions that stay: 14 against 15, on 16 samples).",
        })
        {
            Assert.Contains(text, page);
        }
    }

    [TestMethod]
    public void Changed_predictions_and_the_reach_of_channels_are_in_it()
    {
        var page = Assets().Replace(Page("m.tflite"), "");

        foreach (var text in new[] { "2 samples have another prediction than in the source; the first 1 are here", "sample 12<br>3 → 5<br>became wrong", "<td class=\"number\">0.75</td><td class=\"number\">1.5</td>", "Weights by output channel" })
        {
            Assert.Contains(text, page);
        }
    }

    [TestMethod]
    public void It_is_the_same_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        var expected = Page("m.tflite");
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.AreEqual(expected, Page("m.tflite"));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestMethod]
    public void Libraries_are_the_pinned_ones_and_the_licence_of_the_charts_is_in_the_page()
    {
        var assembly = typeof(ReportPage).Assembly;
        foreach (var library in new[] { "uPlot", "dagre" })
        {
            foreach (var line in File.ReadAllLines(Path.Combine(TestData.Repository, "src", "Mrq.Reporting", "Assets", library, "SHA256SUMS")))
            {
                var (digest, name) = (line[..64], line[66..]);
                using var resource = assembly.GetManifestResourceStream($"{library}/{name}")!;
                Assert.AreEqual(digest, Convert.ToHexStringLower(SHA256.HashData(resource)), name);
            }
        }

        Assert.Contains("Copyright (c) 2022 Leon Sorokin", Page("m.tflite"));
        Assert.Contains("Permission is hereby granted", Page("m.tflite"));
    }

    [GeneratedRegex("<(script|style).*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Assets();

    internal static string Page(string name)
    {
        var tensor = new Tensor { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1, 4), Quantization = new QuantizationParameters(0.5f), Data = new byte[] { 1, 2, 3, 4 } };
        var levels = new long[256];
        (levels[0], levels[128], levels[200]) = (1, 10, 5);
        var layer = new LayerQuality { Operator = 7, OperatorName = "CONV_2D", Source = tensor, Target = tensor, Sqnr = 12.34, BitsLost = 1.5, SourceGrids = [new LevelGrid(-64.25, 0.5, levels)], TargetGrids = [new LevelGrid(-64.25, 0.5, levels)] };
        return Encoding.UTF8.GetString(ReportPage.Write(new ReportContent
        {
            Model = name,
            Scheme = name,
            Summary = name,
            Comparison = new ModelComparison(
                Metric.Top1,
                400,
                new PairedResult { Source = 84.75, Target = 83.5, SourceInterval = new Interval(80, 88), TargetInterval = new Interval(79, 87), DifferenceInterval = new Interval(-2.5, 0.25), Method = name, PValue = 0.25, Better = 4, Worse = 9 },
                new Proportion(380, 400),
                15.1)
            {
                TargetOverflows = new Dictionary<int, long>(),
                Changed = [new ChangedPrediction(12, 3, 5, 3), new ChangedPrediction(40, 1, 2, 2)],
                InputStep = new InputStepNoise(16, new Proportion(15, 16), 30, new Proportion(14, 16), 24),
            },
            Changed = [new ChangedSample(new ChangedPrediction(12, 3, 5, 3), Thumbnail.Png(new Picture(1, 1, 1, new byte[1]), 8))],
            GateMode = GateMode.Error,
            Limits = [("MaxAccuracyDrop", "0.64")],
            Baseline = 85.25,
            Findings = [new GateFinding(MrqCodes.AccuracyRegression, name + " it lost 1.25")],
            Body = PageBody.Of(new ConversionContent
            {
                Layers = [layer],
                LayerSamples = 16,
                Worst = [new WorstLayer(layer, tensor, tensor) { SourceRanges = [(-1.5, 0.5), (-0.25, 0.75)], TargetRanges = [(-1.5, 0.5), (-0.25, 1)] }],
                Weights = [new ClippedWeights("CONV_2D at 7", name, 100, 7, 0, 0.5) { Reach = (0.75, 1.5) }],
            }),
            Options = [("MaxAccuracyDrop", "0.64"), ("EvaluationData", name)],
            Version = "0.1.0",
        }));
    }
}
