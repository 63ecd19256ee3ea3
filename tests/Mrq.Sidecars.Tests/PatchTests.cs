using System.Text;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Sidecars.Tests;

/// <summary>A toolchain's own file with a model's numbers in it: everything else stays byte for byte.</summary>
[TestClass]
public sealed class PatchTests
{
    [TestMethod]
    [DataRow("acuity.quantize", "acuity-quantize")]
    [DataRow("tidl_quantParams.prototxt", "tidl-quantparams")]
    public void The_numbers_that_a_file_has_leave_it_byte_for_byte(string file, string format)
    {
        var content = Samples.Content("made", file);

        var patch = Patched(format, content, Model(format));

        CollectionAssert.AreEqual(content.Bytes.ToArray(), patch.Bytes);
    }

    [TestMethod]
    public void Acuitys_numbers_become_the_models_in_the_type_that_the_file_has()
    {
        var text = Encoding.UTF8.GetString(Samples.Content("made", "acuity.quantize").Bytes.Span);
        var (input, weights) = (Grid("mrq_in", ElementType.Int8, 0.00000762939453125, -28), Grid("mrq_conv", ElementType.Int8, 0.5, 0) with { Role = SidecarRole.Weights });

        var patch = Patched("acuity-quantize", Content($"\uFEFF{text.Replace("\n", "\r\n", StringComparison.Ordinal)}"), input, weights);

        var (before, after) = (text.Split('\n'), Encoding.UTF8.GetString(patch.Bytes.AsSpan(3)).Split('\n'));
        Assert.IsTrue(patch.Bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble));
        Assert.IsTrue(after.SkipLast(1).All(line => line.EndsWith('\r')));
        string[] changed = ["    max_value: 0.0011825562\r", "    min_value: -0.00076293945\r", "    scale: 7.6293945E-06\r", "    zero_point: 100\r", .. Enumerable.Repeat("    - 0.5\r", 4)];
        CollectionAssert.AreEqual(changed, after.Where((line, index) => line.TrimEnd('\r') != before[index]).ToArray());
        Assert.AreEqual((0.00000762939453125f, 100L), ((float)Samples.Read(patch.Bytes).Of("mrq_in").Scales[0], Samples.Read(patch.Bytes).Of("mrq_in").ZeroPoints[0]));
        CollectionAssert.AreEquivalent(new[] { "@mrq_relu_out:out0", "@mrq_out:out0" }, patch.Moved.Select(told => told.Tensor).ToArray(), "what keeps its numbers is told");
    }

    [TestMethod]
    public void A_list_in_brackets_and_a_fixed_point_are_written_as_they_stand()
    {
        const string text = "quantize_parameters:\n  '@a:out0':\n    qtype: i8\n    quantizer: dynamic_fixed_point\n    fl: 5\n  '@b:weight':\n    qtype: i8\n    quantizer: perchannel_symmetric_affine\n    scale: [0.5, 0.25]\n    channel_dim: 3\n";

        var patch = Patched("acuity-quantize", Content(text), Grid("a", ElementType.Int8, 0.25, 0), Grid("b", ElementType.Int8, 1, 0) with { Role = SidecarRole.Weights, Scales = [0.5, 1e-9f], ZeroPoints = [0, 0] });

        Assert.AreEqual(text.Replace("fl: 5", "fl: 2", StringComparison.Ordinal).Replace("[0.5, 0.25]", "[0.5, 1.0E-09]", StringComparison.Ordinal), Encoding.UTF8.GetString(patch.Bytes));
    }

    [TestMethod]
    public void RKNNs_numbers_stay_and_types_of_layers_become_the_models()
    {
        var content = Samples.Content("made", "rknn2.quantization.cfg");
        var text = Encoding.UTF8.GetString(content.Bytes.Span);

        var patch = Patched("rknn-quantization-cfg", content, Grid("mrq_in", ElementType.Int8, 0.0078125, 0), Grid("mrq_relu_out", ElementType.Int16, 0.0001, 0), Grid("mrq_out", ElementType.UInt8, 0.125, 100));

        Assert.AreEqual(text.Replace("    mrq_out: float16\n", "    mrq_out: int8\n    mrq_relu_out: int16\n", StringComparison.Ordinal), Encoding.UTF8.GetString(patch.Bytes));
        Assert.AreEqual(("mrq_out", "has scale 0.125 and zero point -28, and keeps the toolkit's 0.0625 and -28"), patch.Moved.Single());
    }

    [TestMethod]
    [DataRow("custom_quantize_layers: {}\n", "custom_quantize_layers:\n    x: int16\n    'y:0 z': float16\n")]
    [DataRow("custom_quantize_layers:\n", "custom_quantize_layers:\n    x: int16\n    'y:0 z': float16\n")]
    [DataRow("custom_quantize_layers:\n  q: int8\n", "custom_quantize_layers:\n  q: int8\n  x: int16\n  'y:0 z': float16\n")]
    public void Types_of_layers_go_below_their_key(string before, string after)
    {
        const string rest = "quantize_parameters:\n    x:\n        qmethod: layer\n        dtype: int8\n        scale:\n        - 0.5\n        zero_point:\n        - 0\n";

        var patch = Patched("rknn-quantization-cfg", Content(before + rest), Grid("x", ElementType.Int16, 0.5, 0), new SidecarTensor { Name = "y:0 z", Role = SidecarRole.Activation, Type = ElementType.Float32 });

        Assert.AreEqual(after + rest, Encoding.UTF8.GetString(patch.Bytes));
        Assert.AreEqual(ElementType.Float16, Samples.Read(patch.Bytes).Of("y:0 z").Type);
    }

    [TestMethod]
    public void TIDLs_ranges_and_biases_become_the_models_and_what_is_lost_is_told()
    {
        var content = Samples.Content("made", "tidl_quantParams.prototxt");

        var patch = Patched("tidl-quantparams", content, Grid("mrq_conv", ElementType.Int8, 0.5, -28), Grid("mrq_conv", ElementType.Int8, 0.5, 0) with { Role = SidecarRole.Weights, Scales = [0.5, 1], ZeroPoints = [0, 0] }, Grid("mrq_conv", ElementType.Int32, 0.5, 0) with { Role = SidecarRole.Bias, Values = [1, 2, 3, -4] });

        var read = Samples.Read(patch.Bytes);
        Assert.AreEqual((-50.0, 77.5), (read.Of("mrq_conv", SidecarRole.LayerOutput).Minima[0], read.Of("mrq_conv", SidecarRole.LayerOutput).Maxima[0]));
        Assert.AreEqual((-128.0, 127.0), (read.Of("mrq_conv", SidecarRole.Weights).Minima[0], read.Of("mrq_conv", SidecarRole.Weights).Maxima[0]));
        CollectionAssert.AreEqual(new[] { 1.0, 2, 3, -4 }, read.Of("mrq_conv", SidecarRole.Bias).Values.ToArray());
        Assert.AreEqual(-6.25, read.Of("mrq_fc", SidecarRole.LayerOutput).Minima[0]);
        Assert.Contains(("mrq_conv", "has zero point -28, and gets a range around 0 (SYMMETRIC)"), patch.Moved);
        Assert.Contains(("mrq_conv weights", "has 2 scales, and gets one range for all channels"), patch.Moved);
    }

    [TestMethod]
    [DataRow("acuity-quantize", "acuity.quantize", "'@mrq_in:out0': it is UInt8 in the file, and Int16 in the model")]
    [DataRow("tidl-quantparams", "tidl_quantParams.prototxt", "'mrq_conv bias': it has 2 values, and the file 4")]
    public void What_has_no_place_in_the_file_is_refused_at_once(string format, string file, string reason)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Patched(format, Samples.Content("made", file), Grid("mrq_in", ElementType.Int16, 0.5, 0), Grid("mrq_conv", ElementType.Int32, 0.5, 0) with { Role = SidecarRole.Bias, Values = [1, 2] }));

        Assert.AreEqual(MrqCodes.CannotRepresent, error.Code);
        Assert.Contains(reason, error.Message);
    }

    [TestMethod]
    [DataRow("acuity-quantize", "acuity.quantize")]
    [DataRow("tidl-quantparams", "tidl_quantParams.prototxt")]
    [DataRow("rknn-quantization-cfg", "rknn2.quantization.cfg")]
    public void A_file_that_knows_no_name_of_the_model_is_refused(string format, string file) =>
        Assert.AreEqual(MrqCodes.BadOption, Assert.ThrowsExactly<MrqException>(() => Patched(format, Samples.Content("made", file), Grid("other", ElementType.Int8, 0.5, 0))).Code);

    /// <summary>Bases come from anywhere, as sidecars do.</summary>
    [TestMethod]
    [DataRow("acuity-quantize", "acuity.quantize")]
    [DataRow("tidl-quantparams", "tidl_quantParams.prototxt")]
    [DataRow("rknn-quantization-cfg", "rknn2.quantization.cfg")]
    public void A_damaged_base_is_refused_by_a_code_or_patched(string format, string file)
    {
        var (bytes, random) = (Samples.Content("made", file).Bytes.ToArray(), new Random(format.Length));
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var change = 0; change < 1 + (attempt % 4); change++)
            {
                damaged[random.Next(damaged.Length)] = (byte)"0192-.eE\"'[]{},:# \n"[random.Next(19)];
            }

            var content = new SidecarContent(damaged, file);
            try
            {
                Patched(format, content, Model(format));
            }
            catch (MrqException error)
            {
                Assert.IsTrue(error.Code == MrqCodes.BadSidecar || error.Code == MrqCodes.CannotRepresent || error.Code == MrqCodes.BadOption, $"{error.Code}: {error.Message}");
            }
        }
    }

    [TestMethod]
    public void A_script_for_Hailo_has_what_is_not_of_8_bits_and_ranges_of_outputs()
    {
        Sidecar sidecar = new("hailo-alls", "",
        [
            Grid("a", ElementType.Int8, 1, 0) with { Role = SidecarRole.LayerInput }, Grid("a", ElementType.Int4, 1, 0) with { Role = SidecarRole.Weights }, Grid("a", ElementType.UInt8, 0.5, 128) with { Role = SidecarRole.LayerOutput },
            Grid("b", ElementType.Int8, 1, 0) with { Role = SidecarRole.LayerInput }, Grid("b", ElementType.Int8, 1, 0) with { Role = SidecarRole.Weights }, Grid("b", ElementType.Int8, 0.5, -128) with { Role = SidecarRole.LayerOutput },
        ]);

        Assert.AreEqual("quantization_param(a, precision_mode=a8_w4)\nquantization_param(a, force_range_out=[-64.0, 63.5])\nquantization_param(b, force_range_out=[0.0, 127.5])\n", Encoding.UTF8.GetString(Samples.Write(sidecar)));
    }

    private static SidecarPatch Patched(string format, SidecarContent content, params SidecarTensor[] tensors)
    {
        var patched = (IPatchedSidecarFormat)SidecarFormats.Named(format);
        return patched.Recognizes(content) ? patched.Patch(content, new Sidecar(format, "", [.. tensors])) : throw new MrqException(MrqCodes.BadSidecar, "another shape");
    }

    private static SidecarContent Content(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>The made-up network, with the names that the files give its layers.</summary>
    private static SidecarTensor[] Model(string format)
    {
        SidecarTensor Activation(string tensor, string layer) => Grid(layer, ElementType.UInt8, Samples.Activation(tensor).GetProperty("scale").GetDouble(), Samples.Activation(tensor).GetProperty("zero_point").GetInt64());
        SidecarTensor Weights(string layer) => Grid(layer, ElementType.Int8, 1, 0) with { Role = SidecarRole.Weights, Range = new(-127, 127), Scales = [.. Samples.Scales(Samples.Weights($"{layer}.weight"))], ZeroPoints = [.. Samples.Scales(Samples.Weights($"{layer}.weight")).Select(_ => 0L)] };
        return format == "tidl-quantparams"
            ? [Activation("mrq_in", "mrq_in"), Activation("mrq_relu_out", "mrq_conv"), Activation("mrq_out", "mrq_fc"), Weights("mrq_conv"), Weights("mrq_fc"), Grid("mrq_conv", ElementType.Int32, 1, 0) with { Role = SidecarRole.Bias, Values = [.. Samples.Numbers(Samples.Truth.GetProperty("bias").GetProperty("mrq_conv.bias"))] }]
            : [Activation("mrq_in", "mrq_in"), Activation("mrq_relu_out", "mrq_relu_out"), Activation("mrq_out", "mrq_out"), Weights("mrq_conv")];
    }

    private static SidecarTensor Grid(string name, ElementType type, double scale, long zeroPoint) =>
        new() { Name = name, Role = SidecarRole.Activation, Type = type, Range = IntegerRange.Of(type), Scales = [scale], ZeroPoints = [zeroPoint] };
}
