using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Sidecars.Tests;

/// <summary>esp-dl's files: Espressif's own are read and computed as their own test values say, and what is written reads as it was meant.</summary>
[TestClass]
public sealed class EspdlTests
{
    private static readonly string[] Gemms = ["s3_gemm_16_16_relu_s8.espdl", "p4_gemm_16_16_relu_s8.espdl", "c_gemm_16_16_relu_s8.espdl"];

    [TestMethod]
    public void Exponents_are_scales_that_are_powers_of_two()
    {
        var sidecar = Samples.Read("espdl", Gemms[1]);

        Assert.AreEqual(("espdl", "esp32p4"), (sidecar.Format, sidecar.Dialect));
        Assert.AreEqual((ElementType.Int8, 1.0 / 64), (sidecar.Of("onnx::Gemm_0").Type!.Value, sidecar.Of("onnx::Gemm_0").Scales.Single()));
        Assert.AreEqual((SidecarRole.Weights, 1.0 / 256), (sidecar.Of("ops.0.weight").Role, sidecar.Of("ops.0.weight").Scales.Single()));
        Assert.AreEqual((SidecarRole.Bias, ElementType.Int32, 1.0 / (1 << 14)), (sidecar.Of("ops.0.bias").Role, sidecar.Of("ops.0.bias").Type!.Value, sidecar.Of("ops.0.bias").Scales.Single()));
        Assert.IsEmpty(sidecar.Warnings);
    }

    /// <summary>One Gemm in the orders of three kernels is one matrix, and gives the output that Espressif wrote beside its input.</summary>
    [TestMethod]
    public void Orders_of_filters_are_undone_and_the_layer_gives_what_its_own_test_expects()
    {
        sbyte[][] matrices = [.. Gemms.Select(file => Matrix(EspdlReader.Read(Samples.Content("espdl", file).Bytes)))];

        CollectionAssert.AreEqual(matrices[0], matrices[1]);
        CollectionAssert.AreEqual(matrices[0], matrices[2]);
        var model = EspdlReader.Read(Samples.Content("espdl", Gemms[1]).Bytes);
        var (input, expected) = (Integers(model.TestInputs.Single()), Integers(model.TestOutputs.Single()));
        var bias = MemoryMarshal.Cast<byte, int>(model.Constants.Single(tensor => tensor.Name == "ops.0.bias").Data.Span);
        for (var output = 0; output < 16; output++)
        {
            var sum = bias[output];
            for (var i = 0; i < 16; i++)
            {
                sum += input[i] * matrices[0][(output * 16) + i];
            }

            // −6 − 8 of the sums to −8 of the output: a shift by 6, ties to even, and Relu.
            Assert.AreEqual((sbyte)Math.Clamp(Math.Round(sum / 64.0, MidpointRounding.ToEven), 0, 127), expected[output]);
        }

        Assert.IsGreaterThan(4, expected[..16].Distinct().Count() + 3);
    }

    [TestMethod]
    [DataRow("s3_gemm_16_16_relu_s8.espdl")]
    [DataRow("p4_tutorial_model.espdl")]
    [DataRow("s3_human_face_detect_msr_s8_v1.espdl")]
    public void A_file_is_written_as_it_was_read_and_again_byte_for_byte(string file)
    {
        var read = EspdlReader.Read(Samples.Content("espdl", file).Bytes);

        var written = EspdlWriter.Write(read);
        var again = EspdlReader.Read(written);

        CollectionAssert.AreEqual(written, EspdlWriter.Write(again));
        Assert.AreEqual((read.Version, read.Name, read.Nodes.Length), (again.Version, again.Name, again.Nodes.Length));
        foreach (var (before, after) in read.Nodes.Zip(again.Nodes))
        {
            Assert.AreEqual((before.Type, before.Name, string.Join(',', before.Inputs), string.Join(',', before.Outputs)), (after.Type, after.Name, string.Join(',', after.Inputs), string.Join(',', after.Outputs)));
            Assert.AreEqual(string.Join(';', before.Attributes.Select(Text)), string.Join(';', after.Attributes.Select(Text)));
        }

        foreach (var (before, after) in All(read).Zip(All(again)))
        {
            Assert.AreEqual((before.Name, before.Type, before.Layout, string.Join(',', before.Shape), string.Join(',', before.Exponents)), (after.Name, after.Type, after.Layout, string.Join(',', after.Shape), string.Join(',', after.Exponents)));
            CollectionAssert.AreEqual(before.Data.ToArray(), after.Data.ToArray(), before.Name);
        }

        static string Text(EspdlAttribute attribute) => $"{attribute.Name}={attribute.Real}{attribute.Whole}{attribute.Text}{string.Join(',', attribute.Wholes)}";
    }

    [TestMethod]
    [DataRow(EspdlChip.S3, 20)]
    [DataRow(EspdlChip.P4, 32)]
    [DataRow(EspdlChip.C, 20)]
    public void A_network_is_written_in_the_orders_of_a_chips_kernels(EspdlChip chip, int channels)
    {
        var graph = SymmetricNetwork.Of(channels);

        var model = EspdlReader.Read(EspdlFile.Write(graph, chip));
        var sidecar = Samples.Read(EspdlFile.Write(graph, chip));

        CollectionAssert.AreEqual(new[] { "Conv", "Conv", "Clip", "Add", "MaxPool", "GlobalAveragePool", "Reshape", "Gemm" }, model.Nodes.Select(node => node.Type).ToArray());
        Assert.AreEqual(("Relu", "Linear", "Linear"), (model.Nodes[0].Text("activation"), model.Nodes[1].Text("activation"), model.Nodes[7].Text("activation")));
        CollectionAssert.AreEqual(new long[] { 0, 0, 1, 1 }, model.Nodes[0].Attributes.Single(attribute => attribute.Name == "pads").Wholes.ToArray());
        Assert.IsEmpty(sidecar.Warnings);
        foreach (var (index, cells, inputs, isDepthwise) in new[] { (1, 9, 3, false), (4, 9, 1, true), (10, 1, channels, false) })
        {
            var (tensor, source) = (model.Constants.Single(constant => constant.Name == graph.Tensors[index].Name), graph.Tensors[index].Data!.Value.ToArray());
            var outputs = isDepthwise ? channels : graph.Tensors[index].Shape[0];
            var places = EspdlLayout.Order(tensor.Layout!, outputs, cells, inputs, isDepthwise)!;
            for (var i = 0; i < places.Length; i++)
            {
                Assert.AreEqual(source[isDepthwise ? (places[i] % cells * outputs) + (places[i] / cells) : places[i]], tensor.Data.Span[i]);
            }

            Assert.AreEqual(chip == EspdlChip.C ? (isDepthwise ? "HWCN" : "NHWC") : outputs % 16 == 0 ? "(N/16)HWC16" : "(N/16)HWC16_UNALIGNED", tensor.Layout);
            Assert.AreEqual(graph.Tensors[index].Quantization!.Scale, (float)sidecar.Of(tensor.Name).Scales.Single());
        }

        // What Relu6 cuts is a table of the output's integers: 6 is 96 sixteenths.
        var table = MemoryMarshal.Cast<byte, sbyte>(model.Constants.Single(constant => constant.Name == model.Nodes[2].Text("lut")).Data.Span);
        Assert.AreEqual((0, 0, 1, 96, 96), ((int)table[0], table[128], table[129], table[224], table[255]));
    }

    /// <summary>The left-over channels of a depthwise filter lie together, those of others one after another.</summary>
    [TestMethod]
    public void Channels_that_fill_no_group_have_an_order_of_their_own()
    {
        CollectionAssert.AreEqual(new[] { 32, 33, 34, 35 }, EspdlLayout.Order("(N/16)HWC16_UNALIGNED", 18, 2, 1, isDepthwise: false)![32..]);
        CollectionAssert.AreEqual(new[] { 32, 34, 33, 35 }, EspdlLayout.Order("(N/16)HWC16_UNALIGNED", 18, 2, 1, isDepthwise: true)![32..]);
        CollectionAssert.AreEqual(new[] { 0, 2, 4 }, EspdlLayout.Order("(N/16)HWC16", 16, 2, 1, isDepthwise: false)![..3]);
        Assert.IsNull(EspdlLayout.Order("(N/8)HWC8", 16, 2, 1, isDepthwise: false));
    }

    [TestMethod]
    public void Everything_that_has_no_form_is_told_at_once()
    {
        var graph = SymmetricNetwork.Of(20);
        var wrong = graph with
        {
            Tensors = graph.Tensors.SetItem(0, graph.Tensors[0] with { Quantization = new QuantizationParameters(0.3f) }),
            Operators = graph.Operators.SetItem(4, new AveragePool2D { Inputs = graph.Operators[4].Inputs, Outputs = graph.Operators[4].Outputs, FusedActivationFunction = ActivationFunctionType.Tanh }),
        };

        var error = Assert.ThrowsExactly<MrqException>(() => EspdlFile.Write(wrong, EspdlChip.S3));

        Assert.AreEqual(MrqCodes.CannotRepresent, error.Code);
        Assert.Contains("'in': its scale is no power of two", error.Message);
    }

    [TestMethod]
    [DataRow("EDL1", 0, "of version EDL1")]
    [DataRow("PDL3", 0, "several models")]
    [DataRow("EDL2", 1, "encrypted")]
    public void What_is_not_read_is_refused_by_what_it_is(string mark, int isEncrypted, string message)
    {
        var bytes = Samples.Content("espdl", Gemms[0]).Bytes.ToArray();
        System.Text.Encoding.ASCII.GetBytes(mark, bytes);
        bytes[4] = (byte)isEncrypted;

        Assert.Contains(message, Assert.ThrowsExactly<MrqException>(() => Samples.Read(bytes)).Message);
        Assert.Contains("it is cut", Assert.ThrowsExactly<MrqException>(() => Samples.Read(Samples.Content("espdl", Gemms[0]).Bytes.ToArray()[..^40])).Message);
    }

    [TestMethod]
    public void A_softmax_at_the_end_gives_real_numbers()
    {
        var graph = SymmetricNetwork.WithSoftmax(16);

        var (model, xir) = (EspdlReader.Read(EspdlFile.Write(graph, EspdlChip.P4)), XirFile.Read(new SidecarContent(XirFile.Write(graph))));

        Assert.AreEqual(("Softmax", EspdlTensor.Float, 1L), (model.Nodes[^1].Type, model.Outputs.Single().Type, model.Nodes[^1].Whole("axis", -1)));
        Assert.AreEqual(("softmax", "scores"), (xir.Steps[^1].Type, xir.Steps[^1].Name));
    }

    [TestMethod]
    public void Real_edges_are_those_who_run_the_network_cross()
    {
        CollectionAssert.AreEqual(EspdlFile.Write(SymmetricNetwork.Of(16), EspdlChip.S3), EspdlFile.Write(SymmetricNetwork.WithRealEdges(16), EspdlChip.S3));
        CollectionAssert.AreEqual(XirFile.Write(SymmetricNetwork.Of(16)), XirFile.Write(SymmetricNetwork.WithRealEdges(16)));
    }

    /// <summary>Conversion to ONNX puts a softmax's factor into the scale that it reads with: the same integers, and no power of two.</summary>
    [TestMethod]
    public void A_softmax_with_a_factor_is_left_to_who_runs_the_network()
    {
        var graph = SymmetricNetwork.Of(16);
        var scores = graph with
        {
            Tensors = graph.Tensors.Add(new Tensor { Name = "same", Type = ElementType.Int8, Shape = new TensorShape(256), Data = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray() })
                .Add(graph.Tensors[11] with { Name = "meant", Quantization = new QuantizationParameters(0.0503f) }).Add(graph.Tensors[11] with { Name = "scores", Quantization = new QuantizationParameters(1f / 256, -128) }),
            Operators = graph.Operators.Add(new Table { Inputs = [11, 12], Outputs = [13] }).Add(new Softmax { Inputs = [13], Outputs = [14], Beta = 1 }),
            Outputs = [14],
        };

        Assert.AreEqual(("scores", "out"), FixedPointEdges.Of(scores).LeftOut.Single());
        CollectionAssert.AreEqual(EspdlFile.Write(graph, EspdlChip.C), EspdlFile.Write(scores, EspdlChip.C));
        CollectionAssert.AreEqual(XirFile.Write(graph), XirFile.Write(scores));
        Assert.IsEmpty(FixedPointEdges.Of(SymmetricNetwork.WithSoftmax(16)).LeftOut);
        Assert.IsEmpty(FixedPointEdges.Of(SymmetricNetwork.WithRealEdges(16)).LeftOut);
    }

    /// <summary>Entries of a table count from the bits of a value; esp-dl counts from −128.</summary>
    [TestMethod]
    public void A_table_is_a_function_that_esp_dl_has_or_a_cut()
    {
        var graph = SymmetricNetwork.Of(16);
        QuantizedGraph With(Func<int, int> function, Operator? known) => graph with
        {
            Tensors = graph.Tensors.Add(new Tensor { Name = "entries", Type = ElementType.Int8, Shape = new TensorShape(256), Data = Enumerable.Range(0, 256).Select(i => (byte)function((sbyte)i)).ToArray() }).Add(graph.Tensors[11] with { Name = "end" }),
            Operators = graph.Operators.Add(new Table { Inputs = [11, 12], Outputs = [13], Function = known }),
            Outputs = [13],
        };

        var (cut, known) = (EspdlReader.Read(EspdlFile.Write(With(value => Math.Clamp(value, -3, 5), null), EspdlChip.C)), EspdlReader.Read(EspdlFile.Write(With(value => value / 2, new Logistic { Inputs = [], Outputs = [] }), EspdlChip.C)));

        Assert.AreEqual(("Clip", "Sigmoid"), (cut.Nodes[^1].Type, known.Nodes[^1].Type));
        var entries = MemoryMarshal.Cast<byte, sbyte>(cut.Constants.Single(constant => constant.Name == cut.Nodes[^1].Text("lut")).Data.Span);
        Assert.AreEqual((-3, -3, 2, 5), ((int)entries[0], entries[125], entries[130], entries[255]));
        Assert.AreEqual(MrqCodes.CannotRepresent, Assert.ThrowsExactly<MrqException>(() => EspdlFile.Write(With(value => -value, null), EspdlChip.C)).Code);
    }

    /// <summary>esp-dl's kernels ask for more than the schema: what a file lacks is told.</summary>
    [TestMethod]
    public void What_the_kernels_would_refuse_is_told()
    {
        var model = EspdlReader.Read(Samples.Content("espdl", Gemms[0]).Bytes);
        var wrong = model with
        {
            Constants = [.. model.Constants.Select(tensor => tensor.Name == "ops.0.bias" ? tensor with { Exponents = [-12] } : tensor)],
            Values = [.. model.Values.Select(tensor => tensor with { Exponents = tensor.Name == "4" ? [-20] : tensor.Exponents })],
            Outputs = [.. model.Outputs.Select(tensor => tensor with { Exponents = [-20] })],
        };

        var warnings = string.Join(' ', Samples.Read(EspdlWriter.Write(wrong)).Warnings);

        Assert.Contains("'ops.0.bias': its exponent is not that of its layer's sums", warnings);
        Assert.Contains("'4': its sums would be shifted to the left", warnings);
        Assert.Contains("has no exponent", string.Join(' ', Samples.Read(EspdlWriter.Write(model with { Inputs = [model.Inputs[0] with { Exponents = [] }], Values = [.. model.Values.Select(tensor => tensor with { Exponents = [] })], Outputs = [] })).Warnings));
    }

    private static sbyte[] Matrix(EspdlModel model)
    {
        var tensor = model.Constants.Single(constant => constant.Name == "ops.0.weight");
        var places = EspdlLayout.Order(tensor.Layout!, 16, 1, 16, isDepthwise: false)!;
        var (matrix, data) = (new sbyte[256], Integers(tensor));
        for (var i = 0; i < matrix.Length; i++)
        {
            matrix[places[i]] = data[i];
        }

        return matrix;
    }

    private static sbyte[] Integers(EspdlTensor tensor) => MemoryMarshal.Cast<byte, sbyte>(tensor.Data.Span).ToArray();

    private static IEnumerable<EspdlTensor> All(EspdlModel model) => model.Constants.Concat(model.Inputs).Concat(model.Outputs).Concat(model.Values).Concat(model.TestInputs).Concat(model.TestOutputs);
}
