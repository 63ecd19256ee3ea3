using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Formats.Onnx.Constants;
using Mrq.Formats.TfLite;
using Mrq.Testing;
using Onnx;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>A graph of another container as a new ONNX file: what it computes, and the rules that runtimes ask of such files.</summary>
[TestClass]
public sealed class LoweringTests
{
    /// <summary>Of ONNX Runtime's formulas the emulator knows these functions as tables alone; sums and norms have no node that is read.</summary>
    private static readonly string[] WithoutTwin = ["LOGISTIC", "TANH", "HARD_SWISH", "SVDF"];

    public static IEnumerable<object[]> Models =>
        ((IEnumerable<string>)["models", "operators"]).SelectMany(folder => TestData.ModelsIn(folder).Select(name => new object[] { $"{folder}/{name}" })).Where(model => !((string)model[0]).Contains("_1.0_224", StringComparison.Ordinal));

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void A_TFLite_model_as_QDQ_computes_what_its_own_graph_does(string name)
    {
        var model = Model(name);
        RequireSame(model.Graph, OnnxModel.Create(model.Graph, OnnxForm.Qdq, ""));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void A_TFLite_model_as_QOperators_computes_what_its_own_graph_does_or_the_operators_without_one_are_named(string name)
    {
        var model = Model(name);
        byte[] bytes;
        try
        {
            bytes = OnnxModel.Create(model.Graph, OnnxForm.QOperator, "");
        }
        catch (MrqException error)
        {
            Assert.AreEqual(MrqCodes.CannotRepresent, error.Code);
            Assert.Contains(model.Graph.Operators.First(step => error.Message.Contains($"{step.Name} at", StringComparison.Ordinal)).Name, error.Message);
            Assert.IsFalse(model.Graph.Operators.All(step => step is Conv2D or DepthwiseConv2D or FullyConnected or Add or Mul or Logistic or LeakyRelu or Softmax or AveragePool2D or MaxPool2D or Core.Operators.Reshape or Concatenation or Core.Operators.Pad), name);
            return;
        }

        var written = ModelProto.Parser.ParseFrom(bytes);
        Assert.IsFalse(written.Graph.Node.Any(node => node.OpType is "Conv" or "Gemm" or "Add" or "Mul"), "an operator is not quantized");
        RequireSame(model.Graph, bytes);
    }

    [TestMethod]
    [DataRow("tf2_mobilenet_v2_1.0_224_ptq")]
    [DataRow("vww_96_int8")]
    [DataRow("mobilenet_v1_0.25_128_quant")]
    public void Scales_of_one_are_scalars_zero_points_are_always_there_and_axes_are_said(string name)
    {
        var graph = ModelProto.Parser.ParseFrom(OnnxModel.Create(Model($"models/{name}").Graph, OnnxForm.Qdq, "")).Graph;
        var initializers = graph.Initializer.ToDictionary(tensor => tensor.Name);
        foreach (var node in graph.Node.Where(node => node.OpType is "QuantizeLinear" or "DequantizeLinear"))
        {
            Assert.HasCount(3, node.Input);
            var (scale, zeroPoint) = (initializers[node.Input[1]], initializers[node.Input[2]]);
            CollectionAssert.AreEqual(scale.Dims, zeroPoint.Dims);
            Assert.AreEqual(scale.Dims.Count == 1, node.Attribute.Any(attribute => attribute.Name == "axis"), node.Name);
            Assert.AreNotEqual(1L, scale.Dims.FirstOrDefault(), "one scale is a scalar");
        }
    }

    [TestMethod]
    [DataRow("vww_96_int8")]
    [DataRow("mobilenet_v1_0.25_128_quant")]
    public void The_scale_of_a_bias_is_exactly_the_product_of_input_and_weights(string name)
    {
        var bytes = OnnxModel.Create(Model($"models/{name}").Graph, OnnxForm.Qdq, "");
        var graph = ModelProto.Parser.ParseFrom(bytes).Graph;
        var folder = graph.Initializer.ToDictionary(tensor => tensor.Name, tensor => ArrayReader.Read(tensor, new ExternalData(null))!);
        var makers = graph.Node.Where(node => node.OpType == "DequantizeLinear").ToDictionary(node => node.Output[0]);
        float[] Scales(string real) => folder[makers[real].Input[1]].Singles()!;
        var layers = graph.Node.Where(node => node.OpType is "Conv" or "Gemm").ToList();
        Assert.IsNotEmpty(layers);
        foreach (var layer in layers)
        {
            var input = Scales(layer.Input[0])[0];
            CollectionAssert.AreEqual(Scales(layer.Input[1]).Select(scale => input * scale).ToArray(), Scales(layer.Input[2]));
            Assert.IsTrue(folder[makers[layer.Input[2]].Input[2]].Integers()!.All(zeroPoint => zeroPoint == 0));
        }
    }

    [TestMethod]
    public void Between_convolutions_no_axes_are_turned()
    {
        // The image has its channels last at the input alone; the row of the last layer follows the image's order.
        var graph = ModelProto.Parser.ParseFrom(OnnxModel.Create(Model("models/vww_96_int8").Graph, OnnxForm.Qdq, "")).Graph;

        Assert.AreEqual(1, graph.Node.Count(node => node.OpType == "Transpose"));
    }

    [TestMethod]
    [DataRow("operators/add_int8_0", 13L)]
    [DataRow("operators/hard_swish_int8_0", 14L)]
    public void The_operator_set_is_the_oldest_that_has_all(string name, long opset)
    {
        var written = ModelProto.Parser.ParseFrom(OnnxModel.Create(Model(name).Graph, OnnxForm.Qdq, "what it says"));

        Assert.AreEqual(opset, written.OpsetImport.Single().Version);
        Assert.AreEqual("Mrq.Build", written.ProducerName);
        Assert.AreEqual("what it says", written.DocString);
    }

    [TestMethod]
    public void Activations_of_16_bits_need_operator_set_21()
    {
        var scale = new QuantizationParameters(1 / 1024f);
        var graph = new QuantizedGraph
        {
            Name = "",
            Tensors = [Activation("x", ElementType.Int16, scale, 1, 4), Activation("y", ElementType.Int16, scale, 1, 4)],
            Operators = [new Add { Inputs = [0, 0], Outputs = [1] }],
            Inputs = [0],
            Outputs = [1],
        };

        Assert.AreEqual(21, ModelProto.Parser.ParseFrom(OnnxModel.Create(graph, OnnxForm.Qdq, "")).OpsetImport.Single().Version);
        var error = Assert.ThrowsExactly<MrqException>(() => OnnxModel.Create(graph, OnnxForm.QOperator, ""));
        Assert.Contains("ADD at 0", error.Message);
    }

    [TestMethod]
    public void Tensors_of_one_name_have_names_of_their_own_and_an_input_given_out_is_a_copy()
    {
        var scale = new QuantizationParameters(0.1f, 3);
        var graph = new QuantizedGraph
        {
            Name = "",
            Tensors = [Activation("x", ElementType.UInt8, scale, 1, 4), Activation("x", ElementType.UInt8, scale, 4, 1), Activation("", ElementType.UInt8, scale, 2, 2)],
            Operators = [new Core.Operators.Reshape { Inputs = [0], Outputs = [1] }, new Core.Operators.Reshape { Inputs = [1], Outputs = [2] }],
            Inputs = [0],
            Outputs = [0, 1, 1, 2],
        };

        var bytes = OnnxModel.Create(graph, OnnxForm.Qdq, "");

        var written = ModelProto.Parser.ParseFrom(bytes).Graph;
        CollectionAssert.AreEqual((string[])["x"], written.Input.Select(value => value.Name).ToArray());
        Assert.HasCount(5, written.Output.Select(value => value.Name).Concat(["x"]).Distinct().ToList());
        RequireSame(graph, bytes);
    }

    private static Tensor Activation(string name, ElementType type, QuantizationParameters parameters, params int[] shape) => new() { Name = name, Type = type, Shape = new TensorShape(shape), Quantization = parameters };

    private static TfLiteModel Model(string name) => TfLiteModel.ReadFile(TestData.PathOf($"{name}.tflite"));

    /// <summary>By one arithmetic for all operators both graphs give the same bytes, on random ones of the inputs.</summary>
    internal static void RequireSame(QuantizedGraph graph, byte[] bytes)
    {
        var again = OnnxModel.Read(bytes).Graph;
        CollectionAssert.AreEqual(graph.Outputs.Select(tensor => (graph.Tensors[tensor].Type, graph.Tensors[tensor].Shape)).ToList(), again.Outputs.Take(graph.Outputs.Length).Select(tensor => (again.Tensors[tensor].Type, again.Tensors[tensor].Shape)).ToList());
        if (graph.Operators.Any(step => WithoutTwin.Contains(step.Name)))
        {
            return;
        }

        var (expected, actual) = (Session(AsRead(graph)), Session(again));
        var random = new Random(1);
        for (var input = 0; input < graph.Inputs.Length; input++)
        {
            var values = expected.Input(input);
            random.NextBytes(values);
            if (graph.Tensors[graph.Inputs[input]].Type == ElementType.Float32)
            {
                System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(values).Fill(0.75f);
            }

            values.CopyTo(actual.Input(input));
        }

        expected.Run();
        actual.Run();
        for (var output = 0; output < graph.Outputs.Length; output++)
        {
            Assert.AreEqual("", Runs.Difference(expected.Output(output), actual.Output(output)));
        }
    }

    /// <summary>A window that is the whole image is a mean: ONNX Runtime computes it otherwise than windows, and so it is read.</summary>
    private static QuantizedGraph AsRead(QuantizedGraph graph)
    {
        bool IsMean(Operator step) => step is AveragePool2D { Padding: Padding.Valid } pool && graph.Tensors[pool.Inputs[0]].Shape is var shape && shape[1] == pool.FilterHeight && shape[2] == pool.FilterWidth;
        var axes = new Tensor { Name = "axes", Type = ElementType.Int32, Shape = new TensorShape(2), Data = new byte[] { 1, 0, 0, 0, 2, 0, 0, 0 } };
        return graph with
        {
            Tensors = graph.Tensors.Add(axes),
            Operators = [.. graph.Operators.Select(step => IsMean(step) ? new Mean { Inputs = [step.Inputs[0], graph.Tensors.Length], Outputs = step.Outputs, KeepDims = true } : step)],
        };
    }

    private static EmulatorSession Session(QuantizedGraph graph) => new(CompiledGraph.Compile(graph, Arithmetic.OnnxRuntime));
}
