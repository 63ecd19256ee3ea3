using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>The graph of an ONNX model as a TFLite file.</summary>
[TestClass]
public sealed class AsTfLiteTests
{
    /// <summary>Without a whole network, which takes long, and a division that random inputs have no result for.</summary>
    public static IEnumerable<object[]> Models =>
        ((IEnumerable<string>)["onnx_cases/operators", "onnx_cases/models", "onnx_cases/pitfalls"]).SelectMany(folder => TestData.ModelsIn(folder, ".onnx").Select(name => new object[] { $"{folder}/{name}" })).Where(model => !((string)model[0]).Contains("mobilenetv2_", StringComparison.Ordinal) && !((string)model[0]).Contains("layout_transform_reshape", StringComparison.Ordinal));

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void A_model_that_TFLite_can_hold_computes_there_what_its_graph_does_by_TFLites_arithmetic(string name)
    {
        var path = TestData.PathOf($"{name}.onnx");
        QuantizedGraph graph;
        byte[] bytes;
        try
        {
            graph = OnnxModel.Read(File.ReadAllBytes(path), Path.GetDirectoryName(path)).Graph;
            bytes = TfLiteModel.CreateFrom(graph, "");
        }
        catch (MrqException error)
        {
            Assert.IsTrue(error.Code == MrqCodes.CannotRepresent || error.Code == MrqCodes.UnmappedNode || error.Code == MrqCodes.UnknownDimension, error.Message);
            return;
        }

        FlatBuffersJudge.Require(bytes);
        var written = TfLiteModel.Read(bytes).Graph;
        Assert.IsFalse(written.Operators.Any(step => step is Table or WindowedOperator { Pads: not null }));
        CompiledGraph expected;
        try
        {
            expected = CompiledGraph.Compile(graph, Arithmetic.TFLite);
        }
        catch (MrqException)
        {
            // Scales that TFLite fixes, which a QUANTIZE gives the file; a kernel for real slopes there is not.
            Assert.IsTrue(graph.Operators.Any(step => step is Prelu || step.Inputs.Length > 1 && step.Traits.TakesIntegersAsNumbers) || graph.Operators.Length < written.Operators.Length, name);
            return;
        }

        // A function is computed, where the graph has it as a table.
        if (!graph.Operators.Any(step => step is Table { Function: not null }))
        {
            RequireSame(new EmulatorSession(expected), new EmulatorSession(CompiledGraph.Compile(written, Arithmetic.TFLite)));
        }
    }

    [TestMethod]
    [DataRow(ElementType.UInt8)]
    [DataRow(ElementType.Int8)]
    public void A_table_of_no_function_is_looked_up(ElementType type)
    {
        var scale = new QuantizationParameters(0.5f, 3);
        byte[] table = [.. Enumerable.Range(0, 256).Select(bits => (byte)((bits * 7) + 11))];
        var graph = Graph(
            new Table { Inputs = [0, 1], Outputs = [2] },
            Activation("x", type, scale, 1, 256),
            new Tensor { Name = "table", Type = type, Shape = new TensorShape(256), Data = table },
            Activation("y", type, scale, 1, 256));

        var session = new EmulatorSession(CompiledGraph.Compile(TfLiteModel.Read(TfLiteModel.CreateFrom(graph, "")).Graph, Arithmetic.TFLite));
        byte[] all = [.. Enumerable.Range(0, 256).Select(bits => (byte)bits)];
        all.CopyTo(session.Input(0));
        session.Run();

        CollectionAssert.AreEqual(table, session.Output(0).ToArray());
    }

    [TestMethod]
    public void A_function_whose_output_TFLite_fixes_is_brought_to_the_scale_that_is_wanted()
    {
        var model = OnnxModel.Read(File.ReadAllBytes(TestData.PathOf("onnx_cases/operators/qdq_sigmoid_u8_0.onnx")));

        var written = TfLiteModel.Read(TfLiteModel.CreateFrom(model.Graph, "")).Graph;

        CollectionAssert.AreEqual((string[])["LOGISTIC", "QUANTIZE"], written.Operators.Select(step => step.Name).ToArray());
        Assert.AreEqual(new QuantizationParameters(1 / 256f), written.Tensors[written.Operators[0].Outputs[0]].Quantization);
        Assert.AreEqual(model.Graph.Tensors[model.Graph.Outputs[0]].Quantization, written.Tensors[written.Outputs[0]].Quantization);
    }

    [TestMethod]
    public void An_image_with_its_channels_last_at_the_input_needs_no_transpose()
    {
        var model = OnnxModel.Read(File.ReadAllBytes(TestData.PathOf("peers/mobilenet_v2_1.0_224_quant.qoperator.onnx")));

        var written = TfLiteModel.Read(TfLiteModel.CreateFrom(InterfaceLayout.Of(model.Graph, ImageOrder.Nchw, ImageOrder.Nhwc).Graph, "")).Graph;

        Assert.IsFalse(written.Operators.Any(step => step is Transpose));
        Assert.AreEqual(new TensorShape(1, 224, 224, 3), written.Tensors[written.Inputs[0]].Shape);
    }

    [TestMethod]
    public void Layers_of_types_that_TFLite_has_no_kernel_for_are_named()
    {
        var model = OnnxModel.Read(File.ReadAllBytes(TestData.PathOf("onnx_cases/operators/qdq_conv_u8_s8_sympt_0.onnx")));

        var error = Assert.ThrowsExactly<MrqException>(() => TfLiteModel.CreateFrom(model.Graph, ""));

        Assert.AreEqual(MrqCodes.CannotRepresent, error.Code);
        Assert.Contains("activations of UINT8 with weights of INT8", error.Message);
        Assert.Contains("CONV_2D at", error.Message.Replace("DEPTHWISE_", "", StringComparison.Ordinal));
    }

    [TestMethod]
    [DataRow(ElementType.Int8, 1, 1, 0, 1)]
    [DataRow(ElementType.UInt8, 1, 1, 1, 1)]
    [DataRow(ElementType.Int8, 0, 2, 1, 0)]
    public void Pads_of_a_maximum_are_the_least_integers(ElementType type, int top, int left, int bottom, int right)
    {
        var scale = new QuantizationParameters(0.5f, -3 + (type == ElementType.UInt8 ? 128 : 0));
        var graph = Graph(
            new MaxPool2D { Inputs = [0], Outputs = [1], FilterHeight = 3, FilterWidth = 3, StrideH = 2, StrideW = 2, Padding = Padding.Valid, Pads = new Margins(top, left, bottom, right) },
            Activation("x", type, scale, 1, 6, 7, 3),
            Activation("y", type, scale, 1, ((6 + top + bottom - 3) / 2) + 1, ((7 + left + right - 3) / 2) + 1, 3));

        var written = TfLiteModel.Read(TfLiteModel.CreateFrom(graph, "")).Graph;

        CollectionAssert.AreEqual((string[])["PADV2", "MAX_POOL_2D"], written.Operators.Select(step => step.Name).ToArray());
        RequireSame(new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite)), new EmulatorSession(CompiledGraph.Compile(written, Arithmetic.TFLite)));
    }

    private static Tensor Activation(string name, ElementType type, QuantizationParameters parameters, params int[] shape) => new() { Name = name, Type = type, Shape = new TensorShape(shape), Quantization = parameters };

    private static QuantizedGraph Graph(Operator step, params Tensor[] tensors) => new() { Name = "", Tensors = [.. tensors], Operators = [step], Inputs = [0], Outputs = [tensors.Length - 1] };

    private static void RequireSame(EmulatorSession expected, EmulatorSession actual)
    {
        var random = new Random(1);
        for (var input = 0; input < expected.Graph.Inputs.Length; input++)
        {
            var values = expected.Input(input);
            random.NextBytes(values);
            if (expected.Graph.Tensors[expected.Graph.Inputs[input]].Type == ElementType.Float32)
            {
                foreach (ref var value in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(values))
                {
                    value = (random.NextSingle() * 4) - 2;
                }
            }

            values.CopyTo(actual.Input(input));
        }

        expected.Run();
        actual.Run();
        for (var output = 0; output < expected.Graph.Outputs.Length; output++)
        {
            Assert.AreEqual("", Runs.Difference(expected.Output(output), actual.Output(output)));
        }
    }
}
