using System.Runtime.InteropServices;
using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>What conversion does not take stays as it is, and everything around it is converted.</summary>
[TestClass]
public sealed class UnconvertedOperatorTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mrq-kept-").FullName;

    [TestCleanup]
    public void Clean() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("int8-symmetric-pow2")]
    [DataRow("tflite-int16x8")]
    [DataRow("tflite-uint8")]
    public void A_custom_operator_at_the_end_reads_what_it_always_read(string scheme)
    {
        var source = Source("float-island", "detection-postprocess");
        var (result, target) = Convert("float-island", "detection-postprocess", scheme);

        var (before, after) = (source.Operators[^1], target.Operators[^1]);
        Assert.AreEqual(before.Name, after.Name);
        Assert.IsTrue(before.Outputs.AsSpan().SequenceEqual(after.Outputs.AsSpan()));
        for (var place = 0; place < before.Inputs.Length; place++)
        {
            var (wanted, given) = (source.Tensors[before.Inputs[place]], target.Tensors[after.Inputs[place]]);
            Assert.AreEqual(wanted.Type, given.Type);
            Assert.AreEqual(wanted.Quantization, given.Quantization);
            Assert.IsTrue((wanted.Data ?? default).Span.SequenceEqual((given.Data ?? default).Span));
        }

        Assert.AreEqual(scheme == "tflite-int16x8" ? ElementType.Int16 : scheme == "tflite-uint8" ? ElementType.UInt8 : ElementType.Int8, target.Tensors[target.Operators[0].Outputs[0]].Type);
        Assert.Contains("1x CUSTOM(TFLite_Detection_PostProcess) v1 (custom); outputs were compared before it, at 'bx', 'sg'", Kept(result));
        Assert.IsGreaterThan(30, Decibels());
        Assert.AreEqual("CUSTOM(TFLite_Detection_PostProcess)", Report().GetProperty("border").GetProperty("kept")[0].GetProperty("operatorName").GetString());
    }

    [TestMethod]
    [DataRow("float-island-softmax")]
    [DataRow("float-island-mean")]
    [DataRow("float-island-log_softmax")]
    public void Real_numbers_in_the_middle_are_computed_and_measured(string model)
    {
        var (result, target) = Convert("float-island", model, "int8-symmetric");

        Assert.IsFalse(result.Warnings.Any(warning => warning.Code == MrqCodes.UnconvertedOperators));
        Assert.IsGreaterThan(25, Decibels());
        Assert.AreEqual(0, target.Tensors[target.Outputs[0]].Quantization!.ZeroPoint);
        Assert.IsTrue(target.Operators.Any(step => step.Inputs.Any(input => target.Tensors[input].Type == ElementType.Float32) && step is not (Quantize or Dequantize)));
    }

    [TestMethod]
    public void What_stands_between_kept_operators_is_converted_and_said_not_to_be_measured()
    {
        var source = TfLiteModel.ReadFile(TestData.PathOf("reports", "float-island", "detection-postprocess.tflite"));
        var graph = source.Graph;
        var (quantized, weights, scores) = (graph.Tensors.Length, graph.Tensors.Length + 1, graph.Tensors.Length + 2);
        var path = Path.Combine(_folder, "in.tflite");
        File.WriteAllBytes(path, source.Write(graph with
        {
            Tensors = [.. graph.Tensors, Int8("quantized", 3), Int8("weights", 4, 3) with { Data = new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 } }, Int8("scores", 4)],
            Operators = [.. graph.Operators, new Quantize { Inputs = [12], Outputs = [quantized] }, new FullyConnected { Inputs = [quantized, weights, -1], Outputs = [scores] }],
            Outputs = [scores],
        }));

        var (result, target) = Convert(path, "int8-symmetric");

        Assert.Contains("outputs were compared before it, at 'bx', 'sg'; operators behind it: 2, converted without samples and not measured.", Kept(result));
        Assert.AreEqual(0, target.Tensors[scores].Quantization!.ZeroPoint);
        Assert.AreEqual("CUSTOM(TFLite_Detection_PostProcess), QUANTIZE, FULLY_CONNECTED", string.Join(", ", target.Operators.TakeLast(3).Select(step => step.Name)));
        Assert.IsTrue(target.Outputs.SequenceEqual([scores]));
    }

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("tflite-uint8")]
    public void Detections_of_a_converted_file_are_those_of_its_source(string scheme)
    {
        var (_, target) = Convert("float-island", "detection-postprocess", scheme);

        var (expected, actual) = (Detections(Source("float-island", "detection-postprocess")), Detections(target));
        Assert.AreEqual(expected[^1], actual[^1]);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], actual[i], 0.1f, $"value {i}");
        }
    }

    [TestMethod]
    public void The_page_shows_the_border()
    {
        var request = Request(TestData.PathOf("reports", "float-island", "detection-postprocess.tflite"), "int8-symmetric") with { HtmlPath = Path.Combine(_folder, "out.html") };
        ModelConverter.Convert(request);

        Assert.Contains("CUSTOM(TFLite_Detection_PostProcess) at 5", File.ReadAllText(request.HtmlPath));
    }

    private static string Kept(ConversionResult result) => result.Warnings.Single(warning => warning.Code == MrqCodes.UnconvertedOperators).Message;

    /// <summary>All outputs of the detector for an input whose numbers are all 2.</summary>
    private static float[] Detections(QuantizedGraph graph)
    {
        var (session, input) = (new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite)), graph.Tensors[graph.Inputs[0]].Quantization!);
        session.Input(0).Fill(unchecked((byte)((int)Math.Round(2 / input.Scale) + input.ZeroPoint)));
        session.Run();
        return [.. Enumerable.Range(0, 4).SelectMany(output => MemoryMarshal.Cast<byte, float>(session.Output(output)).ToArray())];
    }

    private static QuantizedGraph Source(string report, string model) => TfLiteModel.ReadFile(TestData.PathOf("reports", report, $"{model}.tflite")).Graph;

    private static Tensor Int8(string name, params ReadOnlySpan<int> shape) => new()
    {
        Name = name,
        Type = ElementType.Int8,
        Shape = shape.Length == 1 ? new TensorShape(1, shape[0]) : new TensorShape(shape),
        Quantization = new QuantizationParameters(0.02f, shape.Length == 1 ? 5 : 0),
    };

    private (ConversionResult Result, QuantizedGraph Target) Convert(string report, string model, string scheme) => Convert(TestData.PathOf("reports", report, $"{model}.tflite"), scheme);

    private (ConversionResult Result, QuantizedGraph Target) Convert(string path, string scheme)
    {
        var result = ModelConverter.Convert(Request(path, scheme));
        return (result, TfLiteModel.ReadFile(Path.Combine(_folder, "out.tflite")).Graph);
    }

    private double Decibels() => Report().GetProperty("evaluation").GetProperty("sqnr") is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.PositiveInfinity;

    private JsonElement Report() => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, "out.json"))).RootElement;

    private ConversionRequest Request(string path, string scheme) => new()
    {
        ModelPath = path,
        Scheme = scheme,
        OutputPath = Path.Combine(_folder, "out.tflite"),
        ReportPath = Path.Combine(_folder, "out.json"),
    };
}
