using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Networks one step beside those of the accuracy tables, each of which was once converted wrongly without a word.</summary>
[TestClass]
public sealed class ReportedGraphTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mrq-reported-").FullName;

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("int8-symmetric-pow2")]
    public void Implicit_relu6_fares_as_an_explicit_one(string scheme)
    {
        var (implicitly, target) = Convert("implicit-relu6", "implicit-relu6-padded", scheme);
        var (explicitly, _) = Convert("implicit-relu6", "explicit-relu6-padded", scheme);

        Assert.AreEqual(explicitly, implicitly, 1.0);
        Assert.IsGreaterThan(30, implicitly);
        Assert.AreEqual(0, target.Tensors[target.Outputs[0]].Quantization!.ZeroPoint);
    }

    [TestMethod]
    public void A_depthwise_layer_whose_output_saturates_at_0_answers_0_there_too()
    {
        var (decibels, _) = Convert("implicit-relu6", "depthwise-conv.uint8", "int8-symmetric");

        Assert.IsTrue(double.IsFinite(decibels) && decibels > 10, $"{decibels} dB");
    }

    [TestMethod]
    [DataRow("shared-head", "separate-head", 33.8)]
    [DataRow("shared-weights", "separate-weights", 29.9)]
    public void Shared_weights_fare_as_weights_of_their_own(string shared, string separate, double decibels)
    {
        var (together, target) = Convert("shared-weights", shared, "int8-symmetric-pow2");
        var (apart, _) = Convert("shared-weights", separate, "int8-symmetric-pow2");

        Assert.AreEqual(apart, together, 1.0);
        Assert.AreEqual(decibels, together, 1.0);
        foreach (var step in target.Operators.Where(step => step.Name == "CONV_2D"))
        {
            var (input, weights, bias) = (target.Tensors[step.Inputs[0]], target.Tensors[step.Inputs[1]], target.Tensors[step.Inputs[2]]);
            Assert.AreEqual(input.Quantization!.Scale * weights.Quantization!.Scale, bias.Quantization!.Scale);
        }
    }

    [TestMethod]
    [DataRow("conv-weight-zp", true)]
    [DataRow("zp-c1", true)]
    [DataRow("zp-f1", false)]
    public void Zero_points_of_int8_weights_count_as_they_do_in_the_source(string model, bool ignored)
    {
        foreach (var scheme in new[] { "int8-symmetric", "tflite-int8" })
        {
            var result = ModelConverter.Convert(Request("conv-weight-zero-point", model, scheme));

            Assert.IsGreaterThan(25, Decibels());
            Assert.AreEqual(ignored, result.Warnings.Any(warning => warning.Code == MrqCodes.IgnoredZeroPoint));
        }
    }

    [TestMethod]
    [DataRow("two-inputs", "tflite-int8")]
    [DataRow("two-inputs", "int8-symmetric")]
    [DataRow("two-inputs", "int8-symmetric-pow2")]
    [DataRow("unused-input", "int8-symmetric")]
    public void Several_inputs_are_converted_and_compared(string model, string scheme)
    {
        var (decibels, target) = Convert("several-inputs", model, scheme);

        Assert.IsGreaterThan(20, decibels);
        Assert.HasCount(2, target.Inputs);
    }

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("tflite-uint8")]
    public void A_second_entry_point_is_converted_too_and_computes_what_it_computed(string scheme)
    {
        var request = Request("two-signatures", "two-signatures", scheme);
        var result = ModelConverter.Convert(request);

        var (source, target) = (TfLiteModel.ReadFile(request.ModelPath), TfLiteModel.ReadFile(request.OutputPath));
        Assert.Contains("graph 1 '", result.Warnings.Single(warning => warning.Code == MrqCodes.UnconvertedOperators).Message);
        Assert.AreEqual(2, target.Details.Count(detail => detail.Name == "signature"));
        for (var number = 0; number < 2; number++)
        {
            var (before, after) = (source.Graphs[number], target.Graphs[number]);
            Assert.AreEqual(SchemeCatalogue.Named(scheme).Activations.Type, after.Tensors[after.Outputs[0]].Type);
            Assert.IsTrue(scheme != "int8-symmetric" || after.Operators.SelectMany(step => step.Outputs).All(tensor => after.Tensors[tensor].Quantization!.ZeroPoint == 0));
            Assert.IsGreaterThan(25, Sqnr(before, after));
        }
    }

    /// <summary>Of the first output, for numbers that go through the first input's range.</summary>
    private static double Sqnr(QuantizedGraph source, QuantizedGraph target)
    {
        var (signal, noise) = (0d, 0d);
        var (expected, actual) = (Outputs(source), Outputs(target));
        for (var i = 0; i < expected.Length; i++)
        {
            signal += expected[i] * expected[i];
            noise += (expected[i] - actual[i]) * (expected[i] - actual[i]);
        }

        return noise == 0 ? double.PositiveInfinity : 10 * Math.Log10(signal / noise);

        double[] Outputs(QuantizedGraph graph)
        {
            var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite));
            var (input, output) = (graph.Tensors[graph.Inputs[0]], graph.Tensors[graph.Outputs[0]]);
            var (minimum, maximum) = input.Type.IntegerRange();
            for (var i = 0; i < session.Input(0).Length; i++)
            {
                var real = -2 + (4.0 * (i % 7) / 6);
                session.Input(0)[i] = unchecked((byte)Math.Clamp((int)Math.Round(real / input.Quantization!.Scale) + input.Quantization.ZeroPoint, minimum, maximum));
            }

            session.Run();
            var bytes = session.Output(0).ToArray();
            return [.. bytes.Select((_, i) => output.Quantization!.Scale * (double)(output.Type.IntegerAt(bytes, i) - output.Quantization.ZeroPoint))];
        }
    }

    /// <summary>Products of two activations: also where the scheme's type has none, and they stay in int8.</summary>
    [TestMethod]
    [DataRow("tflite-int8", 0)]
    [DataRow("int8-symmetric", 0)]
    [DataRow("tflite-int16x8", 0)]
    [DataRow("tflite-uint8", 2)]
    public void Self_attention_converts(string scheme, int kept)
    {
        var result = ModelConverter.Convert(Request("several-inputs", "self-attention", scheme));
        Assert.AreEqual(kept, result.Warnings.Count(warning => warning.Code == MrqCodes.KeptOperator));
    }

    private (double Decibels, QuantizedGraph Target) Convert(string report, string model, string scheme)
    {
        ModelConverter.Convert(Request(report, model, scheme));
        return (Decibels(), TfLiteModel.ReadFile(Path.Combine(_folder, "out.tflite")).Graph);
    }

    private double Decibels()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "out.json")));
        return json.RootElement.GetProperty("evaluation").GetProperty("sqnr").ValueKind == JsonValueKind.Null
            ? double.PositiveInfinity
            : json.RootElement.GetProperty("evaluation").GetProperty("sqnr").GetDouble();
    }

    private ConversionRequest Request(string report, string model, string scheme) => new()
    {
        ModelPath = TestData.PathOf("reports", report, $"{model}.tflite"),
        Scheme = scheme,
        OutputPath = Path.Combine(_folder, "out.tflite"),
        ReportPath = Path.Combine(_folder, "out.json"),
    };
}
