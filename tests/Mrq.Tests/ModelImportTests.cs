using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>A float model and a sidecar are the quantized model that both were written from.</summary>
[TestClass]
public sealed class ModelImportTests : IDisposable
{
    private readonly ConversionFolder _folder = new();
    private QuantizedGraph? _source;

    private QuantizedGraph Source => _source ??= ModelFile.Read(_folder.PathOf("digits.tflite")).Graph;

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("1.0.0", "float.onnx")]
    [DataRow("2.0.0", "float.onnx")]
    [DataRow("0.6.1", "float.tflite")]
    public void Encodings_and_the_float_network_give_every_integer_back(string version, string model)
    {
        Export("digits.tflite", "aimet-encodings", "net.encodings", ("EncodingsVersion", version));
        FloatModel(model);

        var graph = Imported(model, "net.encodings");

        var imported = graph.Tensors.Where(tensor => tensor.Quantization is not null).ToDictionary(tensor => tensor.Name);
        foreach (var tensor in Source.Tensors.Where(tensor => tensor.Quantization is not null))
        {
            Assert.AreEqual(tensor.Type, imported[tensor.Name].Type, tensor.Name);
            CollectionAssert.AreEqual(tensor.Quantization!.Scales, imported[tensor.Name].Quantization!.Scales, tensor.Name);
            CollectionAssert.AreEqual(tensor.Quantization.ZeroPoints, imported[tensor.Name].Quantization!.ZeroPoints, tensor.Name);
            if (tensor.Data is { } data)
            {
                CollectionAssert.AreEqual(data.ToArray(), imported[tensor.Name].Data!.Value.ToArray(), tensor.Name);
            }
        }

        // Behind the pooling, which ONNX's GlobalAveragePool makes a MEAN, the last step may be another.
        var pooled = Source.Operators.OfType<AveragePool2D>().Single();
        RequireSame(graph, Source.Tensors[pooled.Inputs[0]].Name);
    }

    [TestMethod]
    public void What_moves_values_takes_the_encoding_of_its_neighbour_and_what_else_has_none_is_told_at_once()
    {
        Export("digits.tflite", "aimet-encodings", "net.encodings");
        FloatModel("float.onnx");
        var moved = Source.Operators.OfType<Reshape>().Select(step => Source.Tensors[step.Outputs[0]].Name).Single();
        var (computed, weights) = (Source.Tensors[Source.Operators.OfType<Add>().First().Outputs[0]].Name, Source.Tensors[Source.Operators.OfType<Conv2D>().First().Inputs[1]].Name);

        Remove("activation_encodings", moved);
        var graph = Imported("float.onnx", "net.encodings");
        Remove("activation_encodings", computed);
        Remove("param_encodings", weights);
        var error = Assert.ThrowsExactly<MrqException>(() => Imported("float.onnx", "net.encodings"));

        Assert.AreEqual(Source.Tensors.Single(tensor => tensor.Name == moved).Quantization!.Scale, graph.Tensors.Single(tensor => tensor.Name == moved).Quantization!.Scale);
        Assert.AreEqual(MrqCodes.BadSidecar, error.Code);
        Assert.AreEqual($"the sidecar says not enough to quantize the model: 2 tensors have no encoding: '{computed}', '{weights}'.", error.Message);
        Assert.IsFalse(File.Exists(_folder.PathOf("failed.tflite")));
    }

    /// <summary>TensorRT has symmetric scales of activations and finds those of weights by channel.</summary>
    [TestMethod]
    public void A_cache_of_TensorRT_quantizes_weights_by_their_largest_magnitude_of_each_channel()
    {
        Export("digits.tflite", "tensorrt-cache", "net.cache");
        FloatModel("float.onnx");

        var graph = Imported("float.onnx", "net.cache", "out.onnx");

        var (first, source) = (graph.Operators.OfType<Conv2D>().First(), FloatGraph.Of(Source));
        var (weights, reals) = (graph.Tensors[first.Inputs[1]], MemoryMarshal.Cast<byte, float>(source.Tensors[Source.Operators.OfType<Conv2D>().First().Inputs[1]].Data!.Value.Span).ToArray());
        var run = reals.Length / weights.Shape[0];
        for (var channel = 0; channel < weights.Shape[0]; channel++)
        {
            var values = reals.AsSpan(channel * run, run).ToArray();
            var scale = values.Max(Math.Abs) / 127;
            Assert.AreEqual(scale, weights.Quantization!.Scales[channel]);
            CollectionAssert.AreEqual(values.Select(value => (byte)(sbyte)Math.Round(value / scale)).ToArray(), weights.Data!.Value.Span.Slice(channel * run, run).ToArray());
        }

        Assert.IsTrue(graph.Tensors.Where(tensor => tensor.Type == ElementType.Int8).All(tensor => tensor.Quantization!.ZeroPoints.All(zeroPoint => zeroPoint == 0)));
    }

    [TestMethod]
    public void Names_of_a_toolchain_are_the_models_by_a_map()
    {
        var name = Source.Tensors[Source.Inputs[0]].Name;
        File.WriteAllText(_folder.PathOf("names.csv"), $"{name},image:0\n");
        Export("digits.tflite", "aimet-encodings", "net.encodings", ("SidecarNames", _folder.PathOf("names.csv")));
        FloatModel("float.onnx");

        var error = Assert.ThrowsExactly<MrqException>(() => Imported("float.onnx", "net.encodings"));
        ModelImporter.Import(Request("float.onnx", "net.encodings", "named.tflite") with { NamesPath = _folder.PathOf("names.csv") });

        Assert.Contains($"'{name}'", error.Message);
        Assert.AreEqual(Source.Tensors[Source.Inputs[0]].Quantization!.Scale, ModelFile.Read(_folder.PathOf("named.tflite")).Graph is var graph ? graph.Tensors[graph.Inputs[0]].Quantization!.Scale : 0);
    }

    [TestMethod]
    public void A_quantized_model_a_sidecar_of_another_network_and_an_output_over_an_input_are_refused()
    {
        Export("digits.tflite", "aimet-encodings", "net.encodings");
        Export("digits.tflite", "onnx", "quantized.onnx");
        FloatModel("float.onnx");
        File.WriteAllText(_folder.PathOf("other.encodings"), """{ "version": "1.0.0", "activation_encodings": [{ "name": "nothing", "enc_type": "PER_TENSOR", "dtype": "INT", "bw": 8, "is_sym": false, "scale": [0.5], "offset": [-3] }], "param_encodings": [] }""");

        Assert.Contains("quantized already", Assert.ThrowsExactly<MrqException>(() => Imported("digits.tflite", "net.encodings")).Message);
        Assert.Contains("quantized already", Assert.ThrowsExactly<MrqException>(() => Imported("quantized.onnx", "net.encodings")).Message);
        Assert.Contains("knows no tensor of the model", Assert.ThrowsExactly<MrqException>(() => Imported("float.onnx", "other.encodings")).Message);
        Assert.AreEqual(MrqCodes.OutputOverInput, Assert.ThrowsExactly<MrqException>(() => ModelImporter.Import(Request("float.onnx", "net.encodings", "float.onnx"))).Code);
    }

    /// <summary>A network of the zoo's size: every layer gives the same bytes; of its biases those beyond 24 bits are not float32's own, and so move by their last bits.</summary>
    [TestMethod]
    [TestCategory("Slow")]
    public void MobileNetV2_comes_back_with_the_same_outputs()
    {
        var path = TestData.PathOf("peers", "tf2_mobilenet_v2_1.0_224_ptq.qdq_s8.onnx");
        ModelExporter.Export(path, new ExportRequest(ExportFormats.Named("onnx-float"), _folder.PathOf("float.onnx")));
        ModelExporter.Export(path, new ExportRequest(ExportFormats.Named("aimet-encodings"), _folder.PathOf("net.encodings")));

        var (source, graph) = (ModelFile.Read(path).Graph, Imported("float.onnx", "net.encodings", "out.onnx"));

        var byName = graph.Tensors.Where(tensor => tensor.IsConstant).ToDictionary(tensor => tensor.Name);
        foreach (var tensor in source.Tensors.Where(tensor => tensor is { IsConstant: true, Type: ElementType.Int8 }))
        {
            CollectionAssert.AreEqual(tensor.Data!.Value.ToArray(), byName[tensor.Name].Data!.Value.ToArray(), tensor.Name);
        }

        CollectionAssert.AreEqual(Output(source), Output(graph));
    }

    private static byte[] Output(QuantizedGraph graph)
    {
        var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.OnnxRuntime));
        new Random(7).NextBytes(session.Input(0));
        session.Run();
        return session.Output(0).ToArray();
    }

    /// <summary>Both graphs cut behind a tensor compute the same bytes.</summary>
    private void RequireSame(QuantizedGraph imported, string name)
    {
        byte[][] outputs = [.. new[] { Source, imported }.Select(graph => Run(graph with { Outputs = [graph.Tensors.Select((tensor, index) => (tensor, index)).Single(pair => pair.tensor.Name == name).index] }))];
        CollectionAssert.AreEqual(outputs[0], outputs[1]);
        Assert.IsGreaterThan(20, outputs[0].Distinct().Count());

        static byte[] Run(QuantizedGraph graph)
        {
            var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite));
            new Random(7).NextBytes(session.Input(0));
            session.Run();
            return session.Output(0).ToArray();
        }
    }

    private QuantizedGraph Imported(string model, string sidecar, string output = "failed.tflite")
    {
        ModelImporter.Import(Request(model, sidecar, output));
        var graph = ModelFile.Read(_folder.PathOf(output)).Graph;
        File.Delete(_folder.PathOf(output));
        return graph;
    }

    private ImportRequest Request(string model, string sidecar, string output) => new(_folder.PathOf(model), _folder.PathOf(sidecar), _folder.PathOf(output));

    private void FloatModel(string name)
    {
        if (name.EndsWith(".tflite", StringComparison.Ordinal))
        {
            File.WriteAllBytes(_folder.PathOf(name), TfLiteModel.CreateFrom(FloatGraph.Of(Source), "a float network"));
        }
        else
        {
            Export("digits.tflite", "onnx-float", name);
        }
    }

    private void Export(string model, string format, string output, params (string Option, string Value)[] options) =>
        ModelExporter.Export(_folder.PathOf(model), options.Aggregate(new ExportRequest(ExportFormats.Named(format), _folder.PathOf(output)), (request, option) => request.With(option.Option, option.Value)));

    private void Remove(string part, string name)
    {
        var root = JsonNode.Parse(File.ReadAllText(_folder.PathOf("net.encodings")))!;
        var list = root[part]!.AsArray();
        list.Remove(list.Single(entry => (string?)entry!["name"] == name));
        File.WriteAllText(_folder.PathOf("net.encodings"), root.ToJsonString());
    }
}
