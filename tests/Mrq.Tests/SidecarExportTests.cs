using System.Text.Json;
using System.Text.Json.Nodes;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Sidecars of models: what a consumer reads by the format's published formula is what the model has.</summary>
[TestClass]
public sealed class SidecarExportTests : IDisposable
{
    /// <summary>Read once for all tests.</summary>
    private static readonly Lazy<ConvertedModel> MobileNet = new(() => new ConvertedModel(File.ReadAllBytes(TestData.PathOf("peers", "tf2_mobilenet_v2_1.0_224_ptq.qdq_s8.onnx"))));

    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("0.4.0")]
    [DataRow("0.5.0")]
    [DataRow("0.6.1")]
    [DataRow("1.0.0")]
    [DataRow("2.0.0")]
    [DataRow("2.1.0")]
    public void Encodings_of_MobileNetV2_decode_to_its_scales_and_zero_points(string version)
    {
        var graph = MobileNet.Value.Document.Graph;
        using var written = JsonDocument.Parse(Encodings(version));

        var decoded = version[0] switch { '0' => ByName(written.RootElement), '1' => Listed(written.RootElement), _ => Onnx(written.RootElement) };

        var expected = graph.Tensors.Where(tensor => tensor.Quantization is not null && (version[0] == '2' || tensor.Type != ElementType.Int32)).ToDictionary(tensor => tensor.Name);
        Assert.IsGreaterThan(100, expected.Count);
        CollectionAssert.AreEquivalent(expected.Keys, decoded.Keys);
        foreach (var (name, tensor) in expected)
        {
            var (scales, zeroPoints) = decoded[name];
            CollectionAssert.AreEqual(tensor.Quantization!.Scales, scales.Select(scale => (float)scale).ToArray(), name);

            // Up to 1.0.0 integers are unsigned: those of int8 are 128 more.
            var shift = version[0] != '2' && tensor.Type == ElementType.Int8 ? 128 : 0;
            CollectionAssert.AreEqual(tensor.Quantization.ZeroPoints.Select(zeroPoint => zeroPoint + shift).ToArray(), zeroPoints, name);
        }
    }

    /// <summary>Biases are said from 2.0.0 on, and axes are those of ONNX's weights, also of a depthwise convolution, whose channels are last inside.</summary>
    [TestMethod]
    public void Axes_of_weights_are_those_of_the_file()
    {
        var graph = MobileNet.Value.Document.Graph;
        var depthwise = graph.Operators.OfType<DepthwiseConv2D>().First();
        using var written = JsonDocument.Parse(Encodings("2.0.0"));

        var entry = written.RootElement.GetProperty("encodings").EnumerateArray().First(entry => entry.GetProperty("name").GetString() == graph.Tensors[depthwise.Inputs[1]].Name);

        Assert.AreEqual(3, graph.Tensors[depthwise.Inputs[1]].Quantization!.Axis);
        Assert.AreEqual(0, entry.GetProperty("axis").GetInt32());
    }

    [TestMethod]
    public void SNPEs_formula_gives_scales_and_zero_points_back()
    {
        var graph = ModelFile.Read(_folder.PathOf("digits.tflite")).Graph;
        using var written = JsonDocument.Parse(File.ReadAllBytes(Exported(_folder.PathOf("digits.tflite"), "snpe-encodings")));

        foreach (var property in written.RootElement.GetProperty("activation_encodings").EnumerateObject())
        {
            var tensor = graph.Tensors.Single(tensor => tensor.Name == property.Name);
            var (minimum, maximum) = (property.Value[0].GetProperty("min").GetDouble(), property.Value[0].GetProperty("max").GetDouble());
            var scale = (maximum - minimum) / 255;
            Assert.AreEqual(tensor.Quantization!.Scale, (float)scale, tensor.Name);
            Assert.AreEqual(tensor.Quantization.ZeroPoint + (tensor.Type == ElementType.Int8 ? 128 : 0), Math.Round(-minimum / scale), tensor.Name);
        }
    }

    /// <summary>A sidecar of a conversion is a file of it like the others: predicted, delivered together, made anew from the cache.</summary>
    [TestMethod]
    public void A_conversion_delivers_every_sidecar_that_it_predicts()
    {
        var request = _folder.Request with { ReportPath = null, CacheDirectory = _folder.PathOf("cache"), Exports = [new ExportRequest(ExportFormats.Named("aimet-encodings"), _folder.PathOf("out/digits.encodings"))] };

        ModelConverter.Convert(request);
        var first = File.ReadAllBytes(_folder.PathOf("out/digits.encodings"));
        Assert.IsTrue(ModelConverter.Convert(request).FromCache);

        CollectionAssert.AreEquivalent(request.Outputs.Files.Select(file => file.Path).ToArray(), Directory.GetFiles(_folder.PathOf("out")));
        CollectionAssert.AreEqual(first, File.ReadAllBytes(_folder.PathOf("out/digits.encodings")));
        var graph = ModelFile.Read(request.OutputPath).Graph;
        var sidecar = SidecarFile.Read(_folder.PathOf("out/digits.encodings"));
        Assert.AreEqual(graph.Tensors[graph.Outputs[0]].Quantization!.Scale, (float)sidecar.Tensors.Single(tensor => tensor.Name == graph.Tensors[graph.Outputs[0]].Name).Scales[0]);
    }

    /// <summary>What a sidecar's consumer moves stands in the report, too, also in that of a conversion from the cache; everything else of it is the same.</summary>
    [TestMethod]
    public void What_a_consumer_moves_is_in_the_report()
    {
        var request = _folder.Request with { CacheDirectory = _folder.PathOf("cache") };
        var without = ModelConverter.Convert(request).Report.ToArray();
        request = request with { Exports = [new ExportRequest(ExportFormats.Named("tensorrt-cache"), _folder.PathOf("out/digits.cache"))] };

        var result = ModelConverter.Convert(request);

        Assert.IsTrue(result.FromCache);
        CollectionAssert.AreEqual(result.Report.ToArray(), File.ReadAllBytes(request.ReportPath!));
        var (before, after) = (JsonNode.Parse(without)!, JsonNode.Parse(result.Report.Span)!);
        var told = after["warnings"]!.AsArray().Single(warning => (string?)warning!["code"] == "MRQ1104")!;
        Assert.Contains("tensorrt-cache: its consumer gives", (string)told["message"]!);
        after["warnings"]!.AsArray().Remove(told);
        Assert.IsTrue(JsonNode.DeepEquals(before, after));
    }

    [TestMethod]
    public void A_map_gives_tensors_the_names_of_a_toolchain()
    {
        var input = ModelFile.Read(_folder.PathOf("digits.tflite")).Graph is var graph ? graph.Tensors[graph.Inputs[0]].Name : "";
        File.WriteAllText(_folder.PathOf("names.csv"), $"{input},image:0\r\n");

        var sidecar = SidecarFile.Read(Exported(_folder.PathOf("digits.tflite"), "aimet-encodings", ("SidecarNames", _folder.PathOf("names.csv"))));

        Assert.AreEqual("image:0", sidecar.Tensors[0].Name);
        Assert.IsFalse(sidecar.Tensors.Any(tensor => tensor.Name == input));
    }

    [TestMethod]
    [DataRow("nothing,other", "the model has no 'nothing'")]
    [DataRow("a,b\na,c", "line 2 has a name that an earlier line has")]
    [DataRow("a,b\nc,b", "line 2 has a name that an earlier line has")]
    [DataRow("a", "line 1 is not FROM,TO")]
    public void A_map_that_does_not_fit_is_refused(string text, string message)
    {
        File.WriteAllText(_folder.PathOf("names.csv"), text);

        var error = Assert.ThrowsExactly<MrqException>(() => Exported(_folder.PathOf("digits.tflite"), "aimet-encodings", ("SidecarNames", _folder.PathOf("names.csv"))));

        Assert.AreEqual(MrqCodes.BadOption, error.Code);
        Assert.Contains(message, error.Message);
        Assert.IsFalse(File.Exists(_folder.PathOf("exported")));
    }

    [TestMethod]
    public void A_version_that_there_is_not_and_a_place_over_an_input_are_refused()
    {
        var model = _folder.PathOf("digits.tflite");
        File.WriteAllText(_folder.PathOf("exported"), "");

        Assert.AreEqual(MrqCodes.BadOption, Assert.ThrowsExactly<MrqException>(() => Exported(model, "aimet-encodings", ("EncodingsVersion", "3.0.0"))).Code);
        Assert.AreEqual(MrqCodes.OutputOverInput, Assert.ThrowsExactly<MrqException>(() => ModelExporter.Export(model, new ExportRequest(ExportFormats.Named("aimet-encodings"), model))).Code);
        var over = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(_folder.Request with { Exports = [new ExportRequest(ExportFormats.Named("aimet-encodings"), _folder.PathOf("exported")).With("SidecarNames", _folder.PathOf("exported"))] }));
        Assert.AreEqual(MrqCodes.OutputOverInput, over.Code);
    }

    /// <summary>A patch is a copy of the toolchain's file; that one stays, and a base that is missing or of another format is refused before anything is written.</summary>
    [TestMethod]
    public void A_toolchains_own_file_gets_the_models_numbers_in_a_copy()
    {
        var graph = ModelFile.Read(_folder.PathOf("digits.tflite")).Graph;
        var input = graph.Tensors[graph.Inputs[0]];
        var text = $"quantize_parameters:\n  '@{input.Name}:out0':\n    qtype: {(input.Type == ElementType.Int8 ? "i8" : "u8")}\n    scale: 123.0\n    zero_point: 1\n";
        File.WriteAllText(_folder.PathOf("net.quantize"), text);

        var read = SidecarFile.Read(Exported(_folder.PathOf("digits.tflite"), "acuity-quantize", ("AcuityBase", _folder.PathOf("net.quantize")))).Tensors.Single();

        Assert.AreEqual((input.Quantization!.Scale, (long)input.Quantization.ZeroPoint), ((float)read.Scales[0], read.ZeroPoints[0]));
        Assert.AreEqual(text, File.ReadAllText(_folder.PathOf("net.quantize")));
        Assert.AreEqual(MrqCodes.BadOption, Assert.ThrowsExactly<MrqException>(() => Exported(_folder.PathOf("digits.tflite"), "acuity-quantize")).Code);
        Assert.AreEqual(MrqCodes.BadSidecar, Assert.ThrowsExactly<MrqException>(() => Exported(_folder.PathOf("digits.tflite"), "tidl-quantparams", ("TidlBase", _folder.PathOf("net.quantize")))).Code);
        var over = Assert.ThrowsExactly<MrqException>(() => ModelExporter.Export(_folder.PathOf("digits.tflite"), new ExportRequest(ExportFormats.Named("acuity-quantize"), _folder.PathOf("net.quantize")).With("AcuityBase", _folder.PathOf("net.quantize"))));
        Assert.AreEqual(MrqCodes.OutputOverInput, over.Code);
    }

    private static byte[] Encodings(string version)
    {
        var format = ExportFormats.Named("aimet-encodings");
        return format.Write(new ExportRequest(format, "net.encodings").With("EncodingsVersion", version), MobileNet.Value)[0];
    }

    private string Exported(string model, string format, params (string Option, string Value)[] options)
    {
        var request = options.Aggregate(new ExportRequest(ExportFormats.Named(format), _folder.PathOf("exported")), (request, option) => request.With(option.Option, option.Value));
        ModelExporter.Export(model, request);
        return request.Path;
    }

    /// <summary>Up to 0.6: scale and offset by name, real = scale · (q + offset).</summary>
    private static Dictionary<string, (double[] Scales, long[] ZeroPoints)> ByName(JsonElement root) =>
        new[] { "activation_encodings", "param_encodings" }.SelectMany(part => root.GetProperty(part).EnumerateObject())
            .ToDictionary(tensor => tensor.Name, tensor => (tensor.Value.EnumerateArray().Select(entry => entry.GetProperty("scale").GetDouble()).ToArray(), tensor.Value.EnumerateArray().Select(entry => -entry.GetProperty("offset").GetInt64()).ToArray()));

    /// <summary>1.0.0: the same in lists.</summary>
    private static Dictionary<string, (double[] Scales, long[] ZeroPoints)> Listed(JsonElement root) =>
        new[] { "activation_encodings", "param_encodings" }.SelectMany(part => root.GetProperty(part).EnumerateArray())
            .ToDictionary(entry => entry.GetProperty("name").GetString()!, entry => (entry.GetProperty("scale").EnumerateArray().Select(scale => scale.GetDouble()).ToArray(), entry.GetProperty("offset").EnumerateArray().Select(offset => -offset.GetInt64()).ToArray()));

    /// <summary>2.x: ONNX's own meaning; an absent zero point is 0.</summary>
    private static Dictionary<string, (double[] Scales, long[] ZeroPoints)> Onnx(JsonElement root) =>
        root.GetProperty("encodings").EnumerateArray().ToDictionary(entry => entry.GetProperty("name").GetString()!, entry =>
        {
            double[] scales = Numbers(entry.GetProperty("y_scale"));
            return (scales, entry.TryGetProperty("y_zero_point", out var zeroPoints) ? [.. Numbers(zeroPoints).Select(value => (long)value)] : new long[scales.Length]);
        });

    private static double[] Numbers(JsonElement element) => element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().SelectMany(Numbers)] : [element.GetDouble()];
}
