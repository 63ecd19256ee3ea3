using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Sidecars.Tests;

/// <summary>RKNN, Acuity, TIDL, and tables of types.</summary>
[TestClass]
public sealed class PatchFormatTests
{
    private static readonly string[] Activations = ["mrq_in", "mrq_relu_out", "mrq_out"];

    [TestMethod]
    [DataRow("rknn2.quantization.cfg", "rknn-quantization-cfg", 128)]
    [DataRow("acuity.quantize", "acuity-quantize", 0)]
    public void Zero_points_are_in_the_types_own_range(string file, string format, int shift)
    {
        var sidecar = Samples.Read("made", file);

        Assert.AreEqual(format, sidecar.Format);
        foreach (var name in Activations)
        {
            var (tensor, truth) = (sidecar.Tensors.Single(tensor => tensor.Name == name && !tensor.Scales.IsEmpty), Samples.Activation(name));
            Assert.AreEqual(shift == 0 ? ElementType.UInt8 : ElementType.Int8, tensor.Type);
            Assert.AreEqual((truth.GetProperty("scale").GetDouble(), truth.GetProperty("zero_point").GetInt64() - shift), (tensor.Scales.Single(), tensor.ZeroPoints.Single()));
            Assert.AreEqual((truth.GetProperty("min").GetDouble(), truth.GetProperty("max").GetDouble()), (tensor.Minima.Single(), tensor.Maxima.Single()));
        }
    }

    [TestMethod]
    public void Types_of_layers_stand_beside_the_numbers()
    {
        var (rknn, acuity) = (Samples.Read("made", "rknn2.quantization.cfg"), Samples.Read("made", "acuity.quantize"));

        Assert.AreEqual(ElementType.Float16, rknn.Of("mrq_out", SidecarRole.Layer).Type);
        Assert.AreEqual(ElementType.Int16, acuity.Of("mrq_fc", SidecarRole.Layer).Type);
        CollectionAssert.AreEqual(Samples.Scales(Samples.Weights("mrq_conv.weight")), acuity.Of("mrq_conv", SidecarRole.Weights).Scales.ToArray());
        Assert.AreEqual(0, acuity.Of("mrq_conv", SidecarRole.Weights).Axis);
    }

    [TestMethod]
    public void A_fixed_point_of_Acuity_is_a_power_of_two_and_lists_may_stand_at_the_depth_of_their_key()
    {
        var sidecar = Samples.ReadText("quantize_parameters:\n  '@a_1:out0':\n    qtype: i8\n    quantizer: dynamic_fixed_point\n    fl: 5\n  '@b:weight':\n    qtype: i8\n    quantizer: perchannel_symmetric_affine\n    scale:\n    - 0.5\n    - 0.25\n    channel_dim: 3\n");

        Assert.AreEqual(0.03125, sidecar.Of("a_1").Scales.Single());
        Assert.AreEqual((2, (int?)3), (sidecar.Of("b").Scales.Length, sidecar.Of("b").Axis));
    }

    [TestMethod]
    public void TIDLs_ranges_count_and_its_scale_which_is_a_reciprocal_does_not()
    {
        var sidecar = Samples.Read("made", "tidl_quantParams.prototxt");

        Assert.AreEqual("SYMMETRIC", sidecar.Dialect);
        foreach (var (layer, name) in new[] { ("mrq_in", "mrq_in"), ("mrq_conv", "mrq_relu_out"), ("mrq_fc", "mrq_out") })
        {
            var (tensor, truth) = (sidecar.Of(layer, SidecarRole.LayerOutput), Samples.Activation(name));
            Assert.AreEqual((truth.GetProperty("min").GetDouble(), truth.GetProperty("max").GetDouble()), (tensor.Minima.Single(), tensor.Maxima.Single()));
            Assert.IsEmpty(tensor.Scales);
        }

        CollectionAssert.AreEqual(Samples.Numbers(Samples.Truth.GetProperty("bias").GetProperty("mrq_conv.bias")), sidecar.Of("mrq_conv", SidecarRole.Bias).Values.ToArray());
        Assert.AreEqual(3.96875, sidecar.Of("mrq_conv", SidecarRole.Weights).Magnitude);
    }

    [TestMethod]
    public void A_limit_that_TIDL_does_not_give_is_absent()
    {
        var sidecar = Samples.ReadText("quant_type: SYMMETRIC\nlayers { layer_name: \"a:0\" outputs { min: -3.40282347e+38 max: 3.40282347e+38 } }\n");

        Assert.IsEmpty(sidecar.Of("a:0").Minima);
    }

    [TestMethod]
    public void Tables_of_types_name_the_layers_that_differ()
    {
        var (made, real, hailo, script) = (Samples.Read("made", "circle.qconf.json"), Samples.Read("circle", "one-quantize_013.qconf.json"), Samples.Read("made", "hailo.alls"), Samples.Read("hailo", "clip_resnet_50x4_text_encoder.alls"));

        Assert.AreEqual((ElementType.Int16, "uint8 channel"), (made.Of("mrq_out").Type!.Value, made.Dialect));
        Assert.HasCount(6, real.Tensors);
        Assert.AreEqual((ElementType.Int8, ElementType.Int8), (hailo.Of("mrq_conv", SidecarRole.LayerInput).Type!.Value, hailo.Of("mrq_conv", SidecarRole.Weights).Type!.Value));
        Assert.AreEqual((0.0, 5.9765625), (hailo.Of("mrq_conv", SidecarRole.LayerOutput).Minima.Single(), hailo.Of("mrq_conv", SidecarRole.LayerOutput).Maxima.Single()));
        Assert.AreEqual((ElementType.Int16, ElementType.Int8), (script.Of("{norm*}", SidecarRole.LayerInput).Type!.Value, script.Of("{norm*}", SidecarRole.Weights).Type!.Value));
        Assert.Contains("are settings and not read", script.Warnings.Single());
    }

    [TestMethod]
    public void A_table_of_types_of_a_model_has_what_is_not_of_8_bits()
    {
        Sidecar Of(string format) => new(format, "", [Grid("x", ElementType.Int8), Grid("y", ElementType.Int8), Grid("z:0", ElementType.Int16)]);

        var (circle, pulsar) = (Samples.Read(Samples.Write(Of("qconf"))), Samples.Read(Samples.Write(Of("pulsar2-config"))));

        Assert.AreEqual(("z:0", ElementType.Int16), (circle.Tensors.Single().Name, circle.Tensors.Single().Type!.Value));
        Assert.AreEqual(("z:0", ElementType.Int16), (pulsar.Tensors.Single().Name, pulsar.Tensors.Single().Type!.Value));
    }

    [TestMethod]
    [DataRow("mnn/imageInputConfig.json", "settings of MNN's quantization tool")]
    [DataRow("vitis/int_config.json", "settings of Vitis AI's quantizer")]
    [DataRow("aimet/default_config_per_channel.json", "settings of AIMET's simulation")]
    [DataRow("max78000/cifar10-hwc.yaml", "a network's description for ai8x-synthesis")]
    [DataRow("c-array/audio_preprocessor_int8_model_data.h", "a model as C source")]
    public void Files_without_parameters_are_refused_by_what_they_are(string file, string what)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Samples.Read(file.Split('/')));

        Assert.AreEqual(MrqCodes.BadSidecar, error.Code);
        Assert.StartsWith($"the file is {what}", error.Message);
    }

    [TestMethod]
    [DataRow("quantize_parameters:\n    x:\n        qmethod: layer\n        dtype: int8\n        scale:\n        - 0.5\n        zero_point:\n        - 128\n")]
    [DataRow("quantize_parameters:\n    x:\n        qmethod: layer\n        dtype: int7\n")]
    [DataRow("quantize_parameters:\n    x:\n        qmethod: layer\n  y: 3\n")]
    [DataRow("quantize_parameters:\n  '@x:out0':\n    qtype: u8\n    scale: .nan\n    zero_point: 1\n")]
    [DataRow("num_layers: 1\nlayers {\n layer_name: \"x\"\n outputs { min: 3 max: 1 }\n}\n")]
    [DataRow("num_layers: 1\nlayers {\n layer_name: \"x\"\n outputs { min: 3 max: 1 \n")]
    [DataRow("quantization_param(x, precision_mode=a5_w8)")]
    [DataRow("""{ "default_quantization_dtype": "uint8", "layers": [{ "name": "x", "dtype": "int3" }] }""")]
    [DataRow("""{ "quant": { "layer_configs": [{ "layer_name": "x", "data_type": "U3" }] } }""")]
    public void What_is_wrong_is_refused(string text) => Assert.AreEqual(MrqCodes.BadSidecar, Assert.ThrowsExactly<MrqException>(() => Samples.ReadText(text)).Code);

    private static SidecarTensor Grid(string name, ElementType type) =>
        new() { Name = name, Role = SidecarRole.Activation, Type = type, Range = IntegerRange.Of(type), Scales = [0.5], ZeroPoints = [0] };
}
