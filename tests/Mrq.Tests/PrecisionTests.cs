using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Evaluation;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Gate;
using Mrq.Evaluation.Metrics;
using Mrq.Requantization;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>More bits for the operators that gain most by them.</summary>
[TestClass]
public sealed class PrecisionTests
{
    private static readonly string Evaluation = Path.Combine(TestData.Repository, "samples", "QuickStart", "data", "eval.npz");
    private static readonly PrecisionOptions ThreeOperators = new() { IsAuto = true, MaxWideOperators = 3 };

    /// <summary>Weights of 4 bits lose most in few layers.</summary>
    [TestMethod]
    public void What_auto_chose_is_less_noise_within_the_budget_and_its_rules_written_as_overrides_are_the_same_model()
    {
        using var folder = new ConversionFolder();
        var request = Of(folder, Scheme(folder, "w4", """{ "basedOn": "int8-symmetric-per-channel", "weightRange": "-7..7" }""")) with { EvaluationData = [] };
        ModelConverter.Convert(request with { Precision = ThreeOperators, HtmlPath = folder.PathOf("page.html") });
        var model = File.ReadAllBytes(request.OutputPath);
        using var report = JsonDocument.Parse(File.ReadAllBytes(request.ReportPath!));
        var precision = report.RootElement.GetProperty("precision");
        var points = precision.GetProperty("curve").EnumerateArray().ToList();
        var chosen = points.Single(point => point.GetProperty("isChosen").GetBoolean());

        Assert.AreEqual(0, points[0].GetProperty("operators").GetInt32());
        Assert.IsGreaterThan(points[0].GetProperty("sqnr").GetDouble() + 0.5, chosen.GetProperty("sqnr").GetDouble());
        Assert.IsGreaterThan(2 * chosen.GetProperty("standardError").GetDouble(), chosen.GetProperty("gain").GetDouble());
        Assert.IsTrue(points.TrueForAll(point => point.GetProperty("operators").GetInt32() <= 3));
        Assert.AreEqual(chosen.GetProperty("operators").GetInt32(), precision.GetProperty("overrides").GetArrayLength());
        Assert.Contains("More bits for some operators", File.ReadAllText(folder.PathOf("page.html")));

        var pinned = Of(folder, Scheme(folder, "pinned", $$"""{ "basedOn": "int8-symmetric-per-channel", "weightRange": "-7..7", "overrides": {{precision.GetProperty("overrides").GetRawText()}} }""")) with { EvaluationData = [] };
        ModelConverter.Convert(pinned);

        CollectionAssert.AreEqual(model, File.ReadAllBytes(pinned.OutputPath));
        CollectionAssert.IsSubsetOf(Fields(precision, "precision").Distinct().ToList(), File.ReadLines(Path.Combine(TestData.Repository, "docs", "report.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]).ToList());
    }

    [TestMethod]
    public void The_smallest_set_is_taken_that_keeps_the_limits()
    {
        using var folder = new ConversionFolder();
        var request = Of(folder, Scheme(folder, "w4", """{ "basedOn": "int8-symmetric-per-channel", "weightRange": "-7..7" }""")) with { Precision = new PrecisionOptions { IsAuto = true, MaxWideOperators = 4, MaxWideShare = 60 } };

        ModelConverter.Convert(request with { Limits = new GateLimits { MinSqnr = 18.5m } });

        using var report = JsonDocument.Parse(File.ReadAllBytes(request.ReportPath!));
        var points = report.RootElement.GetProperty("precision").GetProperty("curve").EnumerateArray().ToList();
        var chosen = points.FindIndex(point => point.GetProperty("isChosen").GetBoolean());
        Assert.IsGreaterThan(18.5, points[chosen].GetProperty("sqnr").GetDouble());
        Assert.IsTrue(points[..chosen].TrueForAll(point => point.GetProperty("sqnr").GetDouble() < 18.5));
        Assert.IsTrue(report.RootElement.GetProperty("gate").GetProperty("passed").GetBoolean());
    }

    [TestMethod]
    public void Where_more_bits_gain_nothing_the_model_stays_as_it_is_and_the_log_says_so()
    {
        using var folder = new ConversionFolder();
        var request = folder.Request with { EvaluationData = [Evaluation] };
        ModelConverter.Convert(request);
        var uniform = File.ReadAllBytes(request.OutputPath);

        var result = ModelConverter.Convert(request with { Precision = new PrecisionOptions { IsAuto = true } });

        CollectionAssert.AreEqual(uniform, File.ReadAllBytes(request.OutputPath));
        Assert.Contains("; precision: no operator that can have more bits costs anything within the budget", result.Summary);
    }

    /// <summary>Borders, int64 biases and int16 tensors of a mixed model are in the file what they were in memory.</summary>
    [TestMethod]
    public void A_mixed_model_that_was_written_computes_byte_for_byte_what_the_graph_in_memory_does()
    {
        using var folder = new ConversionFolder();
        var file = Scheme(folder, "mixed", """{ "basedOn": "int8-symmetric", "overrides": [{ "tensor": "Digits/expanded_conv/*", "activationType": "int16" }, { "tensor": "Digits/expanded_conv_1/add", "activationType": "int16" }] }""");
        ModelConverter.Convert(Of(folder, file));
        var model = ModelFile.Read(folder.Request.ModelPath);
        using var samples = new CalibrationSamples(Dataset.Load(folder.Request.CalibrationData, DatasetOptions.Default, model.Graph), model.Graph);
        var converted = Requantizer.Convert(model.Graph, model.Format.NativeArithmetic, SchemeFile.Read(file), samples, new ParallelOptions());
        var written = ModelFile.Read(Of(folder, file).OutputPath).Graph;
        var (memory, disk) = (new EmulatorSession(CompiledGraph.Compile(converted.Graph, converted.Arithmetic)), new EmulatorSession(CompiledGraph.Compile(written, converted.Arithmetic.Default)));

        Assert.IsTrue(written.Tensors.Any(tensor => tensor.Type == ElementType.Int16) && written.Tensors.Any(tensor => tensor.Type == ElementType.Int64));
        for (var sample = 0; sample < 8; sample++)
        {
            samples.Encode(sample, 0, converted.Graph.Tensors[converted.Graph.Inputs[0]], memory.Input(0));
            memory.Input(0).CopyTo(disk.Input(0));
            memory.Run();
            disk.Run();
            CollectionAssert.AreEqual(memory.Output(0).ToArray(), disk.Output(0).ToArray());
        }
    }

    /// <summary>Gains of single layers neither add up nor stay, as each was rounded to suit the others; together the best five gain no less, within the error of all these figures.</summary>
    [TestMethod]
    public void The_best_five_together_gain_at_least_what_each_of_them_does_alone()
    {
        using var folder = new ConversionFolder();
        var model = ModelFile.Read(folder.Request.ModelPath);
        var scheme = SchemeFile.Read(Scheme(folder, "w4", """{ "basedOn": "int8-symmetric-per-channel", "weightRange": "-7..7" }"""));
        var evaluation = new FirstSamples(Dataset.Load([Evaluation], DatasetOptions.Default, model.Graph), 64);
        using var samples = new CalibrationSamples(Dataset.Load(folder.Request.CalibrationData, DatasetOptions.Default, model.Graph), model.Graph);
        var widening = OperatorWidening.Of(model.Graph, scheme, WiderRule.Of(scheme, [WiderKind.Weights8], []));
        var uniform = Noise([]);
        var alone = widening.Weights.Order().Select(step => (step, Noise: Noise([step]))).OrderBy(entry => entry.Noise.Share).Take(5).ToList();

        var together = Noise([.. alone.Select(entry => entry.step)]);

        // Both sides are estimates: the sum's error is of five figures, each with that of its own pair.
        var sum = alone.Sum(entry => uniform.Share - entry.Noise.Share);
        var error = Math.Sqrt(alone.Sum(entry => Square(ErrorOf(entry.Noise))) + Square(ErrorOf(together)));
        Assert.IsGreaterThan(0, sum);
        Assert.IsGreaterThan(sum - (2 * error), uniform.Share - together.Share);

        double ErrorOf(SampleNoise noise) => noise.Over(uniform).StandardError / 4.343 * noise.Share;

        SampleNoise Noise(HashSet<int> wide)
        {
            var by = scheme with { Overrides = SchemeOverrides.Of(widening.Overrides(wide, new HashSet<int>())) };
            var converted = Requantizer.Convert(model.Graph, model.Format.NativeArithmetic, by, samples, new ParallelOptions());
            var measurement = new ModelMeasurement(model.Graph, converted.Graph, Metric.Agreement, evaluation);
            measurement.Run(GraphRun.Of(model.Graph, model.Format.NativeArithmetic, evaluation, model.Graph), GraphRun.Of(converted.Graph, converted.Arithmetic, evaluation, model.Graph), new ParallelOptions());
            return measurement.Noise;
        }

        static double Square(double value) => value * value;
    }

    [TestMethod]
    [DataRow("vitis-dpu", "vitis-dpu takes no operator with more bits")]
    [DataRow("tflite-int16x8", "tflite-int16x8 takes no operator with more bits")]
    public void A_target_of_one_width_is_refused_before_any_work(string target, string message)
    {
        using var folder = new ConversionFolder();

        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(folder.Request with { Scheme = target, ModelPath = folder.PathOf("digits.tflite"), Precision = new PrecisionOptions { IsAuto = true } }));

        Assert.AreEqual(MrqCodes.NoWiderRule, error.Code);
        Assert.Contains(message, error.Message);
    }

    [TestMethod]
    [DataRow("sometimes", null, null, "--precision 'sometimes' is not known; use uniform or auto.")]
    [DataRow(null, "3", null, "--max-wide-operators limits what --precision auto widens; set that, too, or take it away.")]
    [DataRow("auto", null, "0", "--max-wide-share '0' is no share")]
    [DataRow("auto", "0", null, "--max-wide-operators '0' is not a whole number from 1")]
    public void Options_that_say_nothing_are_refused(string? precision, string? operators, string? share, string message)
    {
        using var folder = new ConversionFolder();
        string[] arguments = ["convert", folder.PathOf("digits.tflite"), "--scheme", "int8-symmetric", .. Option("--precision", precision), .. Option("--max-wide-operators", operators), .. Option("--max-wide-share", share)];

        var (exitCode, _, error) = MrqCommand.Run(arguments);

        Assert.AreEqual(2, exitCode);
        Assert.Contains(message, error);
    }

    private static string[] Option(string name, string? value) => value is null ? [] : [name, value];

    private static string Scheme(ConversionFolder folder, string name, string definition)
    {
        File.WriteAllText(folder.PathOf($"{name}.json"), definition);
        return folder.PathOf($"{name}.json");
    }

    private static ConversionRequest Of(ConversionFolder folder, string scheme) => folder.Request with
    {
        Scheme = Path.GetFileNameWithoutExtension(scheme),
        SchemeFile = scheme,
        OutputPath = folder.PathOf($"out/{Path.GetFileNameWithoutExtension(scheme)}.tflite"),
        EvaluationData = [Evaluation],
    };

    private static IEnumerable<string> Fields(JsonElement element, string place) => element.ValueKind switch
    {
        JsonValueKind.Object when place == "precision.overrides[]" => [],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(field => Fields(field.Value, $"{place}.{field.Name}").Prepend($"{place}.{field.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(entry => Fields(entry, $"{place}[]")),
        _ => [],
    };
}
