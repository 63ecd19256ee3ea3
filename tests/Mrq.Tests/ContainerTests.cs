using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Formats.Onnx;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>A model is written in another container than it was read from.</summary>
[TestClass]
public sealed class ContainerTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("onnx")]
    [DataRow("onnx-qoperator")]
    public void A_TFLite_model_becomes_ONNX_and_the_report_says_how_far_the_runtimes_are_apart(string format)
    {
        var result = ModelConverter.Convert(Request("out/digits.onnx", format));

        var written = ModelFile.Read(_folder.PathOf("out/digits.onnx"));
        Assert.AreSame(OnnxFormat.Instance, written.Format);
        Assert.Contains($"; {format}: at most ", result.Summary);
        var container = JsonDocument.Parse(result.Report).RootElement.GetProperty("containers")[0];
        Assert.AreEqual(format, container.GetProperty("format").GetString());
        Assert.AreEqual("onnxruntime", container.GetProperty("arithmetic").GetString());
        Assert.AreEqual(16, container.GetProperty("samples").GetInt32());
        Assert.IsTrue(container.GetProperty("outputs")[0].GetProperty("maxUnits").GetInt32() is >= 0 and < 16);
    }

    [TestMethod]
    public void What_was_written_as_ONNX_comes_back_as_TFLite_of_the_same_integers()
    {
        ModelConverter.Convert(_folder.Request);
        ModelConverter.Convert(Request("out/digits.onnx", "onnx"));

        ModelConverter.Convert(_folder.Request with { ModelPath = _folder.PathOf("out/digits.onnx"), OutputPath = _folder.PathOf("again/digits.tflite"), ReportPath = null, OutputFormat = "tflite", WithoutPasses = ["grid-preservation", "zero-point-folding"] });

        FlatBuffersJudge.Require(File.ReadAllBytes(_folder.PathOf("again/digits.tflite")));
        var (first, again) = (ModelFile.Read(_folder.PathOf("out/digits.tflite")).Graph, ModelFile.Read(_folder.PathOf("again/digits.tflite")));
        Assert.AreSame(TfLiteFormat.Instance, again.Format);
        Assert.AreEqual(first.Tensors[first.Inputs[0]].Shape, again.Graph.Tensors[again.Graph.Inputs[0]].Shape);
        CollectionAssert.AreEqual(
            first.Operators.Select(step => step.Name).Where(name => name is "CONV_2D" or "FULLY_CONNECTED" or "DEPTHWISE_CONV_2D").ToList(),
            again.Graph.Operators.Select(step => step.Name).Where(name => name is "CONV_2D" or "FULLY_CONNECTED" or "DEPTHWISE_CONV_2D").ToList());
    }

    [TestMethod]
    [DataRow("onnx", "nchw", "[1x1x8x8]")]
    [DataRow("onnx", "nhwc", "[1x8x8x1]")]
    [DataRow("onnx", null, "[1x8x8x1]")]
    [DataRow("tflite", "nchw", "[1x1x8x8]")]
    public void Images_have_the_order_of_axes_that_was_chosen(string format, string? layout, string shape)
    {
        ModelConverter.Convert(Request("out/digits.file", format) with { InterfaceLayout = layout });

        var graph = ModelFile.Read(_folder.PathOf("out/digits.file")).Graph;
        Assert.AreEqual(shape, graph.Tensors[graph.Inputs[0]].Shape.ToString());
        Assert.AreEqual(Input(), graph.Tensors[graph.Inputs[0]].Name);
    }

    [TestMethod]
    public void A_container_beside_the_model_is_the_same_made_anew_or_from_the_cache()
    {
        var request = _folder.Request with { CacheDirectory = _folder.PathOf("cache"), Exports = [new ExportRequest(ModelContainer.Onnx, _folder.PathOf("out/one.onnx")).With(ModelContainer.LayoutOption, "nchw")] };
        ModelConverter.Convert(request);
        var first = File.ReadAllBytes(_folder.PathOf("out/one.onnx"));

        Assert.IsTrue(ModelConverter.Convert(request).FromCache);

        CollectionAssert.AreEqual(first, File.ReadAllBytes(_folder.PathOf("out/one.onnx")));
        Assert.IsFalse(ModelConverter.Convert(request with { Exports = [request.Exports[0].With(ModelContainer.LayoutOption, null)] }).FromCache, "the report tells of the container");
    }

    [TestMethod]
    public void The_models_own_container_is_the_model_itself()
    {
        ModelConverter.Convert(_folder.Request with { Exports = [new ExportRequest(ModelContainer.TfLite, _folder.PathOf("out/same.tflite"))] });

        CollectionAssert.AreEqual(File.ReadAllBytes(_folder.PathOf("out/digits.tflite")), File.ReadAllBytes(_folder.PathOf("out/same.tflite")));
    }

    [TestMethod]
    [DataRow("onnx", "hwc", "InterfaceLayout 'hwc' is not nhwc or nchw.")]
    [DataRow("c-array", null, "OutputFormat 'c-array' is no container of models; write tflite, onnx or onnx-qoperator. Other output formats have an option of their own, such as --c-array FILE, or stand beside tflite in OutputFormat.")]
    public void A_wrong_word_is_refused_before_anything_is_touched(string format, string? layout, string message)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(Request("out/digits.onnx", format) with { InterfaceLayout = layout }));

        Assert.AreEqual((MrqCodes.BadOption, message), (error.Code, error.Message));
        Assert.IsFalse(Directory.Exists(_folder.PathOf("out")));
    }

    [TestMethod]
    public void The_commands_output_has_the_container_of_its_extension_or_of_its_option()
    {
        var model = _folder.PathOf("digits.tflite");

        var byExtension = MrqCommand.Run("convert", model, "--scheme", "tflite-int8", "--calibration", _folder.PathOf("calibration.npz"), "--output", _folder.PathOf("a.onnx"));
        var byOption = MrqCommand.Run("convert", model, "--scheme", "tflite-int8", "--calibration", _folder.PathOf("calibration.npz"), "--output-format", "onnx-qoperator", "--interface-layout", "nchw");

        Assert.AreEqual((0, 0), (byExtension.ExitCode, byOption.ExitCode), byExtension.Error + byOption.Error);
        Assert.AreSame(OnnxFormat.Instance, ModelFile.Read(_folder.PathOf("a.onnx")).Format);
        Assert.AreSame(OnnxFormat.Instance, ModelFile.Read(_folder.PathOf("digits.tflite-int8.qoperator.onnx")).Format);
        Assert.AreEqual(2, MrqCommand.Run("convert", model, "--scheme", "tflite-int8", "--output-format", "gguf").ExitCode);
    }

    private string Input()
    {
        QuantizedGraph graph = ModelFile.Read(_folder.PathOf("digits.tflite")).Graph;
        return graph.Tensors[graph.Inputs[0]].Name;
    }

    private ConversionRequest Request(string place, string format) => _folder.Request with { OutputPath = _folder.PathOf(place), OutputFormat = format };
}
