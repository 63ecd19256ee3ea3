using System.Text;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Sidecars.Tests;

/// <summary>Formats of symmetric scales and of ranges: TensorRT and what is like it, ncnn, nncase.</summary>
[TestClass]
public sealed class RangeFormatTests
{
    private static readonly string[] Activations = ["mrq_in", "mrq_relu_out", "mrq_out"];

    [TestMethod]
    [DataRow("tensorrt_calibration.cache", "tensorrt-cache")]
    [DataRow("onnxruntime_trt_calibration.cache", "onnxruntime-trt-cache")]
    [DataRow("mqbench_pplcuda_clip_ranges.json", "mqbench-ppl-amax")]
    [DataRow("nvdla_calibration.json", "nvdla-json")]
    public void A_scale_is_the_largest_magnitude_by_127(string file, string format)
    {
        var sidecar = Samples.Read("made", file);

        Assert.AreEqual(format, sidecar.Format);
        foreach (var name in Activations)
        {
            var tensor = sidecar.Of(name);
            Assert.AreEqual((ElementType.Int8, new IntegerRange(-127, 127), 0L), (tensor.Type, tensor.Range, tensor.ZeroPoints.Single()));
            Assert.AreEqual((float)(Samples.Activation(name).GetProperty("amax").GetDouble() / 127), (float)tensor.Scales.Single(), name);
        }
    }

    [TestMethod]
    public void A_name_of_a_cache_has_colons_and_spaces_and_may_have_no_scale()
    {
        var sidecar = Samples.Read("made", "tensorrt_calibration.cache");

        Assert.AreEqual("TRT-8510-EntropyCalibration2", sidecar.Dialect);
        Assert.IsEmpty(sidecar.Of("(Unnamed Layer* 1) [Activation]_output").Scales);
        Assert.AreEqual(0.5, Samples.ReadText("TRT-101401-MinMaxCalibration\na: b::0: 3f000000\n").Of("a: b::0").Scales.Single());
    }

    [TestMethod]
    public void The_real_cache_and_NVDLAs_calibration_of_it_agree_entry_by_entry_in_order()
    {
        var (cache, json) = (Samples.Read("tensorrt", "nvdla_resnet50.txt"), Samples.Read("nvdla", "resnet50.json"));

        Assert.AreEqual("TRT-5101-EntropyCalibration2", cache.Dialect);
        Assert.HasCount(229, cache.Tensors);
        CollectionAssert.AreEqual(cache.Tensors.Select(tensor => (float)tensor.Scales.Single()).ToArray(), json.Tensors.Select(tensor => (float)tensor.Scales.Single()).ToArray());
        Assert.AreNotEqual(cache.Of("conv1").Scales.Single(), json.Of("conv1").Scales.Single(), "a layer before fusion is not the tensor of the same name");
    }

    [TestMethod]
    public void The_real_table_of_ONNX_Runtime_is_a_FlatBuffer_of_decimal_texts_and_what_is_written_is_one_too()
    {
        var sidecar = Samples.Read("onnxruntime-trt", "squeezenet_calibration.flatbuffers");

        Assert.AreEqual("onnxruntime-trt-table", sidecar.Format);
        Assert.HasCount(66, sidecar.Tensors);
        Assert.AreEqual((float)(8.790541648864746 / 127), (float)sidecar.Tensors.First(tensor => (float)tensor.Maxima[0] == 8.790541648864746f).Scales[0]);
        Assert.AreEqual(sidecar.Tensors.Length, Samples.Read(Samples.Write(sidecar)).Tensors.Length);
    }

    [TestMethod]
    public void A_table_whose_offsets_lead_out_or_round_is_refused()
    {
        var bytes = Samples.Write(Samples.Read("onnxruntime-trt", "squeezenet_calibration.flatbuffers"));
        for (var at = 0; at < 64; at++)
        {
            var damaged = (byte[])bytes.Clone();
            (damaged[at], damaged[at + 3]) = (0xFF, 0x7F);
            try
            {
                SidecarFormats.Named("onnxruntime-trt-table").Read(new SidecarContent(damaged));
            }
            catch (MrqException error)
            {
                Assert.AreEqual(MrqCodes.BadSidecar, error.Code);
            }
        }
    }

    /// <summary>128 · scale is what the lowest integer means; a consumer that divides by 127 would make another scale of it.</summary>
    [TestMethod]
    [DataRow("tensorrt-ranges")]
    [DataRow("mqbench-ppl-amax")]
    [DataRow("onnxruntime-trt-cache")]
    [DataRow("onnxruntime-trt-table")]
    [DataRow("nvdla-json")]
    [DataRow("tensorrt-cache")]
    public void A_symmetric_scale_comes_back_from_every_format_of_magnitudes(string name)
    {
        var format = (IWrittenSidecarFormat)SidecarFormats.Named(name);
        var scales = new[] { 0.0078125f, 0.0234375f, 1f / 3, 1e-6f, 3.4567e4f };
        Sidecar sidecar = new(name, format.Choice?.Default ?? "", [.. scales.Select((scale, index) => Grid($"t{index}", ElementType.Int8, scale, 0)), Grid("u", ElementType.UInt8, 0.5, 128)]);

        var read = SidecarFormats.Read(new SidecarContent(format.Write(sidecar)), format);

        foreach (var (expected, actual) in sidecar.Tensors.Zip(read.Tensors))
        {
            Assert.AreEqual(expected.Name, actual.Name);
            Assert.AreEqual((float)expected.Scales[0], (float)actual.Scales[0], (float)expected.Scales[0] * 1e-7f, name);
        }

        Assert.IsEmpty(format.Moved(sidecar));
    }

    [TestMethod]
    public void A_zero_point_that_such_a_consumer_does_not_have_is_told_with_what_it_becomes()
    {
        var format = (IWrittenSidecarFormat)SidecarFormats.Named("tensorrt-cache");
        Sidecar sidecar = new(format.Name, format.Choice!.Default, [Grid("relu:0", ElementType.Int8, 0.5, -128), Grid("x", ElementType.Int8, 0.5, 0)]);

        Assert.AreEqual(("relu:0", "has Int8 with scale 0.5 and zero point -128, and gets INT8 with scale 1.00394 and zero point 0"), format.Moved(sidecar).Single());
        Assert.AreEqual((float)(127.5 / 127), (float)Samples.Read(format.Write(sidecar)).Of("relu:0").Scales.Single());
    }

    [TestMethod]
    public void Reciprocals_of_ncnn_are_those_of_weights_and_of_inputs_of_layers()
    {
        var sidecar = Samples.Read("made", "ncnn.table");

        foreach (var (layer, weights) in new[] { ("mrq_conv", "mrq_conv.weight"), ("mrq_fc", "mrq_fc.weight") })
        {
            var (tensor, truth) = (sidecar.Of(layer, SidecarRole.Weights), Samples.Scales(Samples.Weights(weights)));
            Assert.AreEqual(layer == "mrq_conv" ? 4 : 5, tensor.Scales.Length);
            for (var channel = 0; channel < tensor.Scales.Length; channel++)
            {
                // Six digits are printed.
                Assert.AreEqual(truth[truth.Length == 1 ? 0 : channel], tensor.Scales[channel], 1e-8);
            }
        }

        Assert.AreEqual(1.0 / 127, sidecar.Of("mrq_conv", SidecarRole.LayerInput).Scales.Single(), 1e-9);
        Assert.AreEqual(5.9765625 / 127, sidecar.Of("mrq_fc", SidecarRole.LayerInput).Scales.Single(), 1e-8);
    }

    [TestMethod]
    public void Channels_of_ncnn_without_any_weight_have_no_scale()
    {
        var sidecar = Samples.Read("ncnn", "resnet18_weight.table");

        Assert.AreEqual((1 / 609.779009651, 0.0), (sidecar.Of("conv1", SidecarRole.Weights).Scales[0], sidecar.Of("conv1", SidecarRole.Weights).Scales[22]));
        Assert.AreEqual(1 / 0.84167606461, sidecar.Of("conv1", SidecarRole.LayerInput).Scales.Single());
    }

    [TestMethod]
    public void One_scale_of_weights_is_written_for_each_channel_and_a_small_one_keeps_its_digits()
    {
        Sidecar sidecar = new("ncnn-table", "", [Grid("conv", ElementType.Int8, 1.2345678e4f, 0) with { Role = SidecarRole.Weights, Channels = 3 }, Grid("conv", ElementType.Int8, 0.5, 0) with { Role = SidecarRole.LayerInput }]);

        Assert.AreEqual("conv_param_0 8.1000006E-05 8.1000006E-05 8.1000006E-05\nconv 2\n", Encoding.UTF8.GetString(Samples.Write(sidecar)));
    }

    [TestMethod]
    [DataRow("a_param_0 bits=4 block=64 method=x 1 2", "'a'")]
    [DataRow("a_param_0 1 -2", "'a'")]
    [DataRow("TRT-8510-EntropyCalibration2\nx: 7f800000", "'x'")]
    [DataRow("TRT-8510-EntropyCalibration2\nx: 3f00", "'x'")]
    [DataRow("TRT-8510-EntropyCalibration2\nx: bf800000", "'x'")]
    [DataRow("x:NaN", "'x'")]
    [DataRow("""{ "x": { "scale": 0.5, "min": 0, "max": 0, "offset": 3 } }""", "'x'")]
    [DataRow("""{ "x": { "scale": NaN, "min": 0, "max": 0, "offset": 0 } }""", "'x'")]
    [DataRow("""{ "Outputs": [{ "Name": "x", "DataType": "u8", "DataRange": [{ "Min": 1, "Max": 0 }] }] }""", "'x'")]
    [DataRow("""{ "Outputs": [{ "Name": "x", "DataType": "u4", "DataRange": [{ "Min": 0, "Max": 1 }] }] }""", "'x'")]
    public void What_is_wrong_is_told_with_the_tensor(string text, string name)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Samples.ReadText(text));

        Assert.AreEqual(MrqCodes.BadSidecar, error.Code);
        Assert.Contains($"tensor {name}", error.MessageWithPlace);
    }

    [TestMethod]
    public void Ranges_of_nncase_decode_by_its_formula()
    {
        var sidecar = Samples.Read("made", "nncase_QuantScheme.json");

        foreach (var name in Activations)
        {
            var (tensor, truth) = (sidecar.Of(name), Samples.Activation(name));
            Assert.AreEqual((ElementType.UInt8, truth.GetProperty("scale").GetDouble(), truth.GetProperty("zero_point").GetInt64()), (tensor.Type!.Value, tensor.Scales.Single(), tensor.ZeroPoints.Single()));
            Assert.AreEqual((truth.GetProperty("min").GetDouble(), truth.GetProperty("max").GetDouble()), (tensor.Minima.Single(), tensor.Maxima.Single()));
        }

        Assert.AreEqual(new IntegerRange(-127, 127), sidecar.Of("mrq_conv.weight").Range);
        CollectionAssert.AreEqual(Samples.Scales(Samples.Weights("mrq_conv.weight")), sidecar.Of("mrq_conv.weight").Scales.ToArray());
    }

    [TestMethod]
    public void A_range_that_nncase_widens_has_no_scale_and_is_told_when_it_is_written()
    {
        var format = (IWrittenSidecarFormat)SidecarFormats.Named("nncase-quantscheme");
        Sidecar sidecar = new(format.Name, "", [Grid("w", ElementType.Int8, 1e-5, 0) with { Role = SidecarRole.Weights }, Grid("x", ElementType.Int8, 0.5, -28)]);

        var read = Samples.Read(format.Write(sidecar));

        Assert.AreEqual(("w", "has 1 ranges narrower than 0.01, which become as wide as that"), format.Moved(sidecar).Single());
        Assert.IsEmpty(read.Of("w").Scales);
        Assert.Contains("narrower than 0.01", read.Warnings.Single());
        Assert.AreEqual((ElementType.UInt8, 0.5, 100L), (read.Of("x").Type!.Value, read.Of("x").Scales.Single(), read.Of("x").ZeroPoints.Single()), "int8 is u8 moved by 128");
    }

    [TestMethod]
    public void A_file_that_fits_two_formats_is_one_of_its_name_or_of_none()
    {
        Assert.AreEqual("onnxruntime-trt-cache", Samples.ReadText("x 1.5\n", "net.calibration.cache").Format);
        Assert.AreEqual("tensorrt-ranges", Samples.ReadText("x:1.5\n").Format);
        Assert.AreEqual("mqbench-ppl-amax", Samples.ReadText("x: 1.5\n").Format);
    }

    private static SidecarTensor Grid(string name, ElementType type, double scale, long zeroPoint) =>
        new() { Name = name, Role = SidecarRole.Activation, Type = type, Range = IntegerRange.Of(type), Scales = [scale], ZeroPoints = [zeroPoint] };
}
