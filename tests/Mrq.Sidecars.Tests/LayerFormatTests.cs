using System.Text;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Sidecars.Tests;

/// <summary>tpu-mlir, MQBench, AMCT, Tengine and PPQ.</summary>
[TestClass]
public sealed class LayerFormatTests
{
    private static readonly string[] Activations = ["mrq_in", "mrq_relu_out", "mrq_out"];
    private static readonly string[] Operators = ["Input", "Relu", "Gemm"];

    [TestMethod]
    public void A_calibration_table_has_ranges_operators_and_scales_of_weights()
    {
        var sidecar = Samples.Read("made", "tpu-mlir_cali_table");

        foreach (var (name, step) in Activations.Zip(Operators))
        {
            var (tensor, truth) = (sidecar.Of($"{name}_{step}", SidecarRole.Activation), Samples.Activation(name));
            Assert.AreEqual((truth.GetProperty("min").GetDouble(), truth.GetProperty("max").GetDouble(), (double?)truth.GetProperty("amax").GetDouble()), (tensor.Minima[0], tensor.Maxima[0], tensor.Threshold));
        }

        var asymmetric = sidecar.Of("mrq_out_Gemm");
        Assert.AreEqual((0.0625, 100L), (asymmetric.Scales.Single(), asymmetric.ZeroPoints.Single()));
        Assert.IsEmpty(sidecar.Of("mrq_in_Input").Scales, "which scale it gets the chip decides");
        var weights = sidecar.Of("mrq_relu_out_Relu", SidecarRole.Weights);
        foreach (var (scale, expected) in weights.Scales.Zip(Samples.Scales(Samples.Weights("mrq_conv.weight"))))
        {
            // Seven decimals are printed.
            Assert.AreEqual(expected, scale, 5e-8);
        }
    }

    [TestMethod]
    [DataRow("mobilenet_v2_cali_table")]
    [DataRow("mobilenet_v2_cvi_cali_table")]
    [DataRow("bert-tiny_from_pt_cali_table")]
    [DataRow("LeNet_cf_cali_table")]
    public void Every_line_of_a_real_calibration_table_is_a_record(string file) =>
        Assert.AreEqual(File.ReadLines(Samples.PathOf("tpu-mlir", file)).Count(line => line.Length > 0 && line[0] != '#'), Samples.Read("tpu-mlir", file).Tensors.Length);

    [TestMethod]
    public void A_comment_behind_the_first_block_is_refused_since_the_compiler_reads_it_as_data()
    {
        var sidecar = Samples.ReadText("x_Conv 1 -1 1\n# a remark\ny_Conv 1 -1 1\n");
        Assert.HasCount(2, sidecar.Tensors);

        var error = Assert.ThrowsExactly<MrqException>(() => Samples.ReadText("x_Conv 1 -1 1\n#asym_op\nx_Conv\n# a remark\n"));

        Assert.AreEqual(MrqCodes.BadSidecar, error.Code);
        Assert.Contains("line 4 looks like a comment", error.Message);
    }

    /// <summary>The compiler's formulas on what is written: threshold / 128 of signed values, / 255 of those from 0 on, (max − min) / 255 of asymmetric operators.</summary>
    [TestMethod]
    public void tpu_mlirs_formulas_give_scales_back()
    {
        Sidecar sidecar = new("tpu-mlir-cali-table", "", [Grid("signed", ElementType.Int8, 1f / 3, 0), Grid("relu", ElementType.Int8, 1e-7f, -128), Grid("any", ElementType.UInt8, 0.3f, 77), Grid("conv", ElementType.Int8, 0.0117187f, 0) with { Role = SidecarRole.Weights, Channels = 2 }]);

        var lines = Encoding.UTF8.GetString(Samples.Write(sidecar)).Split('\n');

        double[] signed = Numbers(lines[1]), relu = Numbers(lines[2]), any = Numbers(lines[3]);
        Assert.AreEqual(1f / 3, (float)(signed[0] / 128));
        Assert.AreEqual((1e-7f, 0.0), ((float)(relu[0] / 255), relu[1]));
        Assert.AreEqual((0.3f, 77.0), ((float)((any[2] - any[1]) / 255), Math.Round(-any[1] / 0.3f)));
        CollectionAssert.AreEqual(new[] { "#asym_op", "any", "#weight_scale" }, lines[4..7]);
        Assert.AreEqual(0.0117187f, (float)Numbers(lines[7])[1]);
        Assert.HasCount(6, Numbers(lines[7]));

        static double[] Numbers(string line) => [.. line.Split(' ').Skip(1).Select(word => double.Parse(word, System.Globalization.CultureInfo.InvariantCulture))];
    }

    [TestMethod]
    public void A_table_of_modes_names_exceptions()
    {
        var (made, real) = (Samples.Read("made", "tpu-mlir_qtable"), Samples.Read("tpu-mlir", "pp_yolov3_qtable"));

        Assert.AreEqual((ElementType.Float16, SidecarRole.Layer), (made.Of("mrq_out_Gemm").Type!.Value, made.Of("mrq_out_Gemm").Role));
        Assert.AreEqual(ElementType.Float32, real.Of("relu_8.tmp_0_Relu").Type);
        Assert.HasCount(10, Samples.Read("tpu-mlir", "densenet121-12_qtable").Tensors);
        Assert.IsEmpty(Samples.Read(((IWrittenSidecarFormat)SidecarFormats.Named("tpu-mlir-qtable")).Write(new("tpu-mlir-qtable", "", [Grid("x", ElementType.Int8, 1, 0)]))).Tensors);
    }

    [TestMethod]
    public void MQBenchs_kinds_are_told_by_the_one_name_in_them()
    {
        var (tensorRt, ppl, vitis, nnie) = (Samples.Read("made", "mqbench_tensorrt_clip_ranges.json"), Samples.Read("made", "mqbench_ppl_clip_ranges.json"), Samples.Read("made", "mqbench_vitis_clip_ranges.json"), Samples.Read("made", "mqbench_nnie_gfpq_param_dict.json"));

        foreach (var (name, pow2) in Activations.Zip([0.015625, 0.0625, 0.125]))
        {
            var truth = Samples.Activation(name);
            Assert.AreEqual(truth.GetProperty("amax").GetDouble(), tensorRt.Of(name).Magnitude);
            Assert.IsEmpty(tensorRt.Of(name).Scales, "the magnitude may be 127 or 128 scales");
            Assert.AreEqual((ElementType.UInt8, truth.GetProperty("scale").GetDouble(), truth.GetProperty("zero_point").GetInt64()), (ppl.Of(name).Type!.Value, ppl.Of(name).Scales.Single(), ppl.Of(name).ZeroPoints.Single()));
            Assert.AreEqual((ElementType.Int8, pow2), (vitis.Of(name).Type!.Value, vitis.Of(name).Scales.Single()));
        }

        Assert.AreEqual((SidecarRole.LayerInput, 5.9765625), (nnie.Of("mrq_fc").Role, nnie.Of("mrq_fc").Magnitude!.Value));
    }

    [TestMethod]
    public void Whether_PPLs_integers_are_signed_the_smallest_value_says()
    {
        var tensor = Samples.ReadText("""{ "ppl": { "w": { "step": [0.5, 0.25], "zero_point": [0, 0], "min": [-64.0, -32.0], "max": [63.5, 31.75], "bit": 8, "type": "biased" } } }""").Of("w");

        Assert.AreEqual((ElementType.Int8, SidecarRole.Weights), (tensor.Type!.Value, tensor.Role));
    }

    [TestMethod]
    public void STPUs_ranges_are_127_scales_and_names_end_with_what_they_are()
    {
        var sidecar = Samples.Read("made", "mqbench_stpu_minmax.json");

        Assert.AreEqual(1.0 / 127, sidecar.Of("mrq_in").Scales.Single());
        Assert.AreEqual(3.96875 / 127, sidecar.Of("mrq_conv", SidecarRole.Weights).Scales.Single());
        Assert.AreEqual(1.0 / 127 * 3.96875 / 127, sidecar.Of("mrq_conv", SidecarRole.Bias).Scales.Single(), 1e-15);
    }

    [TestMethod]
    public void AMCTs_offset_is_the_zero_point_of_int8()
    {
        var made = Samples.Read("made", "amct_record.txt");

        Assert.AreEqual((ElementType.Int8, 0.0078125, 0L), (made.Of("mrq_conv", SidecarRole.LayerInput).Type!.Value, made.Of("mrq_conv", SidecarRole.LayerInput).Scales.Single(), made.Of("mrq_conv", SidecarRole.LayerInput).ZeroPoints.Single()));
        Assert.AreEqual(-128L, made.Of("mrq_fc", SidecarRole.LayerInput).ZeroPoints.Single());
        CollectionAssert.AreEqual(Samples.Scales(Samples.Weights("mrq_conv.weight")), made.Of("mrq_conv", SidecarRole.Weights).Scales.ToArray());
        Assert.AreEqual(29L, Samples.Read("amct", "int8_record.txt").Of("conv_bn2.0", SidecarRole.LayerInput).ZeroPoints.Single());
        Assert.AreEqual(0.0014879737, Samples.Read("amct", "fc_record.txt").Of("fc.0", SidecarRole.Weights).Scales.Single());
    }

    [TestMethod]
    public void A_record_of_uint8_is_written_with_int8s_offset()
    {
        Sidecar sidecar = new("amct-record", "", [Grid("a\"b", ElementType.UInt8, 0.5, 100) with { Role = SidecarRole.LayerInput }]);
        Assert.AreEqual(MrqCodes.CannotRepresent, Assert.ThrowsExactly<MrqException>(() => Samples.Write(sidecar)).Code);

        Assert.Contains("offset_d: -28\n", Encoding.UTF8.GetString(Samples.Write(sidecar with { Tensors = [sidecar.Tensors[0] with { Name = "ab" }] })));
    }

    [TestMethod]
    public void Tengines_file_has_zero_points_of_uint8_unless_all_are_0()
    {
        var sidecar = Samples.Read("made", "tengine.scale");
        foreach (var name in Activations)
        {
            var truth = Samples.Activation(name);
            Assert.AreEqual((ElementType.UInt8, truth.GetProperty("scale").GetDouble(), truth.GetProperty("zero_point").GetInt64()), (sidecar.Of(name).Type!.Value, sidecar.Of(name).Scales.Single(), sidecar.Of(name).ZeroPoints.Single()));
        }

        Assert.IsNull(Samples.ReadText("x 0.5 0\n").Of("x").Type);
        Assert.AreEqual("a 0.5 100\nb 0.25 128\n", Encoding.UTF8.GetString(Samples.Write(new("tengine-scale", "", [Grid("a", ElementType.Int8, 0.5, -28), Grid("b", ElementType.Int8, 0.25, 0)]))));
        Assert.AreEqual("b 0.25 0\n", Encoding.UTF8.GetString(Samples.Write(new("tengine-scale", "", [Grid("b", ElementType.Int8, 0.25, 0)]))));
    }

    [TestMethod]
    public void PPQs_own_file_and_those_for_PPL_and_MNN_are_read()
    {
        var (native, ppl, mnn) = (Samples.Read("made", "ppq_native.json"), Samples.Read("made", "ppq_ppl.json"), Samples.Read("made", "mnn_ppq_scales.json"));

        foreach (var sidecar in new[] { native, ppl })
        {
            Assert.AreEqual((ElementType.UInt8, 0.0078125, 128L), (sidecar.Of("mrq_in").Type!.Value, sidecar.Of("mrq_in").Scales.Single(), sidecar.Of("mrq_in").ZeroPoints.Single()));
            CollectionAssert.AreEqual(Samples.Scales(Samples.Weights("mrq_conv.weight")), sidecar.Of("mrq_conv.weight").Scales.ToArray());
            Assert.AreEqual((ElementType.Int8, SidecarRole.Weights), (sidecar.Of("mrq_conv.weight").Type!.Value, sidecar.Of("mrq_conv.weight").Role));
        }

        Assert.AreEqual((-6.25, 9.6875), (ppl.Of("mrq_out").Minima.Single(), ppl.Of("mrq_out").Maxima.Single()));
        Assert.AreEqual((float)(5.9765625 / 127), (float)mnn.Of("mrq_relu_out", SidecarRole.LayerOutput).Scales.Single());
    }

    [TestMethod]
    public void A_tensor_of_PPQ_has_its_dominators_numbers()
    {
        var text = """{ "configs": { "op": { "x": { "quant_min": -128, "quant_max": 127, "hash": 1, "dominator": 2 }, "y": { "quant_min": -128, "quant_max": 127, "hash": 3, "dominator": 3 } } }, "values": { "1": { "scale": 9, "zero_point": 0 }, "2": { "scale": 0.5, "zero_point": 4 } } }""";

        var sidecar = Samples.ReadText(text);

        Assert.AreEqual((0.5, 4L), (sidecar.Of("x").Scales.Single(), sidecar.Of("x").ZeroPoints.Single()));
        Assert.HasCount(1, sidecar.Tensors);
        Assert.Contains("'y': it has no scale", sidecar.Warnings.Single());
    }

    [TestMethod]
    [DataRow("x 1 2 3\nx 1 2 b\n")]
    [DataRow("record { key: \"a\" value { scale_d: 0.5 offset_d: 300 } }")]
    [DataRow("record { key: \"a\" value { scale_d: 0.5 offset_d: 3 }")]
    [DataRow("record { key: \"a\" value { scale_d: nan } }")]
    [DataRow("x 0.5 300\n")]
    [DataRow("x_Conv 0 -1 1\n")]
    [DataRow("""{ "vitis": { "x": { "scale": 0.3 } } }""")]
    [DataRow("""{ "ppl": { "x": { "step": 0.5, "zero_point": 128, "min": -20, "max": 1, "bit": 8 } } }""")]
    [DataRow("""{ "quant_info": { "x": { "scale": 0.5, "zero_point": 300, "q_min": 0, "q_max": 255 } } }""")]
    public void What_is_wrong_is_refused(string text) => Assert.AreEqual(MrqCodes.BadSidecar, Assert.ThrowsExactly<MrqException>(() => Samples.ReadText(text)).Code);

    private static SidecarTensor Grid(string name, ElementType type, double scale, long zeroPoint) =>
        new() { Name = name, Role = SidecarRole.Activation, Type = type, Range = IntegerRange.Of(type), Scales = [scale], ZeroPoints = [zeroPoint] };
}
