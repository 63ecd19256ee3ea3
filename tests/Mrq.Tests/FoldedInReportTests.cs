using System.Globalization;
using System.Text.RegularExpressions;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Layers;
using Mrq.Formats.TfLite;
using Mrq.Requantization;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>What conversion moved into neighbouring layers is taken back wherever a report shows real values.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed partial class FoldedInReportTests
{
    [TestMethod]
    public void Build_histogram_of_folded()
    {
        using var folder = new ConversionFolder();
        ModelConverter.Convert(new ConversionRequest
        {
            ModelPath = TestData.PathOf("models", "mobilenet_v1_0.25_128_quant.tflite"),
            Scheme = "int8-symmetric",
            OutputPath = folder.PathOf("out.tflite"),
            HtmlPath = folder.PathOf("report.html"),
            CalibrationData = [TestData.PathOf("imagenet", "calibration64_128.npz")],
        });

        var rows = Rows(File.ReadAllText(folder.PathOf("report.html")), "CONV_2D at 26");
        Assert.HasCount(48, rows);
        var (source, target) = (rows.MaxBy(row => row.Source), rows.MaxBy(row => row.Target));
        Assert.AreEqual(source.Value, target.Value, "both peaks are at 0, where the ReLU is");
        Assert.AreEqual(0.05, target.Value, 0.05);
        Assert.AreEqual(68.5, target.Target, 1);
        Assert.AreEqual(5.9, rows.Last(row => row.Target > 0).Value, 0.1);
        Assert.IsTrue(rows.All(row => Math.Abs(row.Source - row.Target) < 1));
    }

    [TestMethod]
    [DataRow("int8-symmetric-pow2")]
    [DataRow("int8-symmetric")]
    public void Weights_without_their_factors_are_the_source_s(string scheme)
    {
        var sample = Path.Combine(TestData.Repository, "samples", "QuickStart");
        var source = TfLiteModel.Read(File.ReadAllBytes(Path.Combine(sample, "models", "digits.tflite"))).Graph;
        var calibration = new CalibrationSamples(Dataset.Load([Path.Combine(sample, "data", "calibration.npz")]), source);
        var converted = Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named(scheme), calibration, new ParallelOptions());

        var seen = 0;
        source = converted.Source;
        foreach (var step in source.Operators)
        {
            if (FoldedWeights.Factors(source, step, converted.Folded) is { } factors)
            {
                var (before, after) = (Real(source.Tensors[step.Inputs[1]]), Real(converted.Graph.Tensors[step.Inputs[1]]));
                var noise = before.Select((weight, i) => Math.Pow(weight - (after[i] / factors[i]), 2)).Sum();
                Assert.IsLessThan(0.02, noise / before.Sum(weight => weight * weight), step.Name);
                seen++;
            }
        }

        Assert.IsGreaterThan(3, seen);
    }

    private static double[] Real(Tensor tensor)
    {
        var quantization = tensor.Quantization!;
        return [.. Enumerable.Range(0, (int)tensor.Shape.ElementCount).Select(i => (tensor.Type.IntegerAt(tensor.Data!.Value.Span, i) - quantization.ZeroPoint) * (double)quantization.Scale)];
    }

    private static List<(double Value, double Source, double Target)> Rows(string page, string layer)
    {
        var section = page[page.IndexOf($"<h3>{layer}", StringComparison.Ordinal)..];
        var table = section[..section.IndexOf("</tbody>", StringComparison.Ordinal)];
        return [.. Row().Matches(table).Select(row => (Number(row.Groups[1].Value), Number(row.Groups[2].Value), Number(row.Groups[3].Value)))];
        static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("<tr><td class=\"number\">([^<]+)</td><td class=\"number\">([^ <]+) %</td><td class=\"number\">([^ <]+) %</td></tr>")]
    private static partial Regex Row();
}
