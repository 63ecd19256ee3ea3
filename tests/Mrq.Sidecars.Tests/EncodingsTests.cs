using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Sidecars.Tests;

/// <summary>AIMET's encodings of all versions.</summary>
[TestClass]
public sealed class EncodingsTests
{
    private static readonly string[] Activations = ["mrq_in", "mrq_relu_out", "mrq_out"];

    [TestMethod]
    [DataRow("aimet_0.4.0.encodings", "0.4.0")]
    [DataRow("aimet_0.5.0.encodings", "0.5.0")]
    [DataRow("aimet_0.6.1.encodings", "0.6.1")]
    [DataRow("aimet_1.0.0.encodings", "1.0.0")]
    [DataRow("aimet_2.0.0.encodings", "2.0.0")]
    public void Every_version_says_the_truth(string file, string dialect)
    {
        var sidecar = Samples.Read("made", file);

        Assert.AreEqual(("aimet-encodings", dialect), (sidecar.Format, sidecar.Dialect));
        Assert.IsEmpty(sidecar.Warnings);
        foreach (var name in Activations)
        {
            var (tensor, truth) = (sidecar.Of(name), Samples.Activation(name));
            Assert.AreEqual((ElementType.UInt8, new IntegerRange(0, 255)), (tensor.Type, tensor.Range));
            Assert.AreEqual(truth.GetProperty("scale").GetDouble(), tensor.Scales.Single());
            Assert.AreEqual(truth.GetProperty("zero_point").GetInt64(), tensor.ZeroPoints.Single());
            if (tensor.Minima is [var minimum] && tensor.Maxima is [var maximum])
            {
                Assert.AreEqual((truth.GetProperty("min").GetDouble(), truth.GetProperty("max").GetDouble()), (minimum, maximum));
            }
        }

        foreach (var name in new[] { "mrq_conv.weight", "mrq_fc.weight" })
        {
            var tensor = sidecar.Of(name);
            Assert.AreEqual((ElementType.Int8, new IntegerRange(-128, 127)), (tensor.Type, tensor.Range));
            CollectionAssert.AreEqual(Samples.Scales(Samples.Weights(name)), tensor.Scales.ToArray());
            Assert.IsTrue(tensor.ZeroPoints.All(zeroPoint => zeroPoint == 0));
        }
    }

    [TestMethod]
    [DataRow("aimet_1.0.0_lpbq.encodings", "1.0.0", null)]
    [DataRow("aimet_2.0.0_lpbq.encodings", "2.0.0", 1)]
    [DataRow("aimet_2.1.0_lpbq.encodings", "2.1.0", 1)]
    public void Scales_of_blocks_are_factors_of_their_channels_and_integers_have_half_the_bits_that_stand_there(string file, string dialect, int? axis)
    {
        var sidecar = Samples.Read("made", file);

        var (tensor, truth) = (sidecar.Of("mrq_fc.weight"), Samples.Truth.GetProperty("lpbq").GetProperty("mrq_fc.weight"));
        Assert.AreEqual(dialect, sidecar.Dialect);
        Assert.AreEqual((ElementType.Int4, new IntegerRange(-8, 7)), (tensor.Type, tensor.Range));
        Assert.AreEqual((axis, truth.GetProperty("block_size").GetInt32()), (tensor.Blocks!.Axis, tensor.Blocks.Size));
        CollectionAssert.AreEqual(Samples.Scales(truth), tensor.Scales.ToArray());
    }

    [TestMethod]
    public void Ranges_for_SNPE_give_its_own_scale_and_zero_point()
    {
        var sidecar = Samples.Read("made", "snpe_overrides.json");

        Assert.AreEqual("snpe-encodings", sidecar.Format);
        foreach (var name in Activations)
        {
            var (tensor, truth) = (sidecar.Of(name), Samples.Activation(name));
            Assert.AreEqual((truth.GetProperty("min").GetDouble(), truth.GetProperty("max").GetDouble()), (tensor.Minima.Single(), tensor.Maxima.Single()));
            Assert.AreEqual((truth.GetProperty("scale").GetDouble(), truth.GetProperty("zero_point").GetInt64()), (tensor.Scales.Single(), tensor.ZeroPoints.Single()));
        }
    }

    [TestMethod]
    public void A_real_file_of_16_bits_is_read()
    {
        var tensor = Samples.Read("aimet", "qidk_mixed_precision.encodings").Of("/model.22/Sigmoid_output_0");

        Assert.AreEqual((ElementType.UInt16, 0.00001519941634241, 0L), (tensor.Type!.Value, tensor.Scales.Single(), tensor.ZeroPoints.Single()));
        Assert.AreEqual(SidecarRole.Activation, tensor.Role);
    }

    [TestMethod]
    [DataRow("11", "0.5", "-6.0", 12L)]
    [DataRow("126", "0.5", "-63.5", 127L)]
    [DataRow("12", "0.5", "-6.0", 12L)]
    public void An_offset_that_the_range_contradicts_gives_way_to_it(string offset, string scale, string minimum, long zeroPoint)
    {
        var sidecar = Samples.ReadText(ByName($$"""{ "bitwidth": 8, "is_symmetric": "False", "min": {{minimum}}, "max": 121.5, "offset": {{offset}}, "scale": {{scale}} }"""));

        Assert.AreEqual(zeroPoint, sidecar.Of("x").ZeroPoints.Single());
        Assert.Contains("'x': the offset contradicts min / scale", sidecar.Warnings.Single(warning => warning.Contains("offset", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void An_offset_of_ONNX_sign_without_a_range_is_refused_with_the_reading()
    {
        var error = Refused("""{ "version": "1.0.0", "activation_encodings": [{ "name": "x:0", "enc_type": "PER_TENSOR", "dtype": "INT", "bw": 8, "is_sym": false, "scale": [0.5], "offset": [12] }], "param_encodings": [] }""");

        Assert.AreEqual("tensor 'x:0': offset 12 was read as the zero point -12 of integers 0..255, which leave 0 out (real = scale · (q + offset), q from 0; there is no min to tell another sign from).", error.MessageWithPlace);
    }

    [TestMethod]
    public void PPQ_writes_the_offset_with_ONNX_sign_and_the_range_tells()
    {
        var tensor = Samples.ReadText("""{ "activation_encodings": { "x": [{ "bitwidth": 8, "min": -6.25, "max": 9.6875, "scale": 0.0625, "offset": 100 }] }, "param_encodings": {} }""").Of("x");

        Assert.AreEqual((0.0625, 100L), (tensor.Scales.Single(), tensor.ZeroPoints.Single()));
    }

    [TestMethod]
    public void Offsets_that_are_written_with_a_point_and_those_below_minus_128_are_right()
    {
        var sidecar = Samples.ReadText(ByName("""{ "bitwidth": 8, "is_symmetric": "False", "min": -100.0, "max": 27.5, "offset": -200.0, "scale": 0.5 }"""));

        Assert.AreEqual(200L, sidecar.Of("x").ZeroPoints.Single());
        Assert.IsFalse(sidecar.Warnings.Any(warning => warning.Contains("offset", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_strictly_symmetric_quantizer_leaves_the_lowest_integer_out_and_what_is_written_is_what_SNPE_takes()
    {
        var sidecar = Samples.ReadText(ByName("""{ "bitwidth": 8, "dtype": "int", "is_symmetric": "True", "min": -63.5, "max": 63.5, "offset": -127, "scale": 0.5 }"""));

        Assert.AreEqual((new IntegerRange(-127, 127), 0L), (sidecar.Of("x").Range, sidecar.Of("x").ZeroPoints.Single()));
        Assert.Contains("\"offset\": -128", System.Text.Encoding.UTF8.GetString(Samples.Write(sidecar)));
    }

    [TestMethod]
    public void A_negative_zero_point_of_unsigned_integers_is_QNNs_offset()
    {
        var sidecar = Samples.ReadText("""{ "version": "2.0.0", "encodings": [{ "name": "x", "output_dtype": "uint8", "y_scale": 0.5, "y_zero_point": -28 }, { "name": "y", "output_dtype": "int8", "y_scale": 0.5, "y_zero_point": -28 }] }""");

        Assert.AreEqual((28L, -28L), (sidecar.Of("x").ZeroPoints.Single(), sidecar.Of("y").ZeroPoints.Single()));
        Assert.StartsWith("'x': y_zero_point is negative", sidecar.Warnings.Single());
    }

    [TestMethod]
    [DataRow("""{ "activation_encodings": [{ "name": "x", "enc_type": "PER_TENSOR", "dtype": "INT", "bw": 8, "is_sym": false, "scale": [0.5], "offset": [-12] }], "param_encodings": [] }""", "1.0.0")]
    [DataRow("""{ "version": "0.6.1", "encodings": [{ "name": "x", "output_dtype": "uint8", "y_scale": 0.5, "y_zero_point": 12 }] }""", "2.0.0")]
    [DataRow("""{ "version": "1.0.0", "activation_encodings": { "x": [{ "bitwidth": 8, "dtype": "int", "is_symmetric": "False", "min": -6, "max": 121.5, "offset": -12, "scale": 0.5 }] }, "param_encodings": {} }""", "0.6.1")]
    public void The_shape_says_the_version_whatever_the_file_says(string text, string dialect)
    {
        var sidecar = Samples.ReadText(text);

        Assert.AreEqual((dialect, 12L), (sidecar.Dialect, sidecar.Of("x").ZeroPoints.Single()));
        Assert.Contains($"shape of {dialect}", sidecar.Warnings.Single());
    }

    [TestMethod]
    [DataRow("NaN")]
    [DataRow("Infinity")]
    [DataRow("-Infinity")]
    public void What_Python_writes_for_no_number_is_refused_by_the_tensors_name(string number)
    {
        var error = Refused(ByName($$"""{ "bitwidth": 8, "is_symmetric": "False", "min": 0, "max": 1, "offset": 0, "scale": {{number}} }"""));

        Assert.AreEqual(("x", $"scale is the text '{number}' and no finite number."), (error.Place.Tensor, error.Message));
    }

    [TestMethod]
    public void A_name_may_stand_twice_if_both_say_the_same()
    {
        var text = """{ "version": "2.0.0", "encodings": [{ "name": "x", "output_dtype": "uint8", "y_scale": 0.5 }, { "name": "x", "output_dtype": "uint8", "y_scale": 0.5 }] }""";

        Assert.AreEqual("'x': is there twice, both times the same", Samples.ReadText(text).Warnings.Single());
        Assert.AreEqual("tensor 'x': it is there twice, at encodings[0] and at encodings[1], and not the same; take one away.", Refused(text.Replace("0.5 }]", "0.25 }]", StringComparison.Ordinal)).MessageWithPlace);
    }

    [TestMethod]
    public void A_byte_order_mark_line_ends_of_Windows_and_keys_of_others_do_no_harm()
    {
        var text = File.ReadAllText(Samples.PathOf("made", "aimet_0.6.1.encodings")).Replace("\n", "\r\n", StringComparison.Ordinal).Replace("\"dtype\": \"int\",", "\"dtype\": \"int\", \"calibration\": { \"a\": 1 },", StringComparison.Ordinal);

        var sidecar = Samples.Read([0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(text)]);

        Assert.HasCount(5, sidecar.Tensors);
        Assert.AreEqual("keys that are not known are ignored: 'calibration'", sidecar.Warnings.Single());
    }

    [TestMethod]
    public void A_bias_is_said_from_2_on_and_has_no_place_before()
    {
        SidecarTensor Grid(string name, SidecarRole role, ElementType type) => new() { Name = name, Role = role, Type = type, Range = IntegerRange.Of(type), Scales = [0.5], ZeroPoints = [0] };
        Sidecar Of(string dialect) => new("aimet-encodings", dialect, [Grid("x", SidecarRole.Activation, ElementType.Int8), Grid("w", SidecarRole.Weights, ElementType.Int8), Grid("b", SidecarRole.Bias, ElementType.Int32)]);

        Assert.AreEqual((ElementType.Int32, SidecarRole.Bias), (Samples.Read(Samples.Write(Of("2.0.0"))).Of("b").Type, Samples.Read(Samples.Write(Of("2.0.0"))).Of("b").Role));
        foreach (var dialect in new[] { "0.6.1", "1.0.0" })
        {
            Assert.HasCount(2, Samples.Read(Samples.Write(Of(dialect))).Tensors);
        }
    }

    [TestMethod]
    public void What_is_no_type_no_scale_or_no_list_is_refused()
    {
        foreach (var (entry, message) in new[]
        {
            ("""{ "bitwidth": 64, "is_symmetric": "False", "min": 0, "max": 1, "offset": 0, "scale": 1 }""", "bitwidth is 64, and integers have 2 to 32."),
            ("""{ "bitwidth": 8, "is_symmetric": "maybe", "min": 0, "max": 1, "offset": 0, "scale": 1 }""", "is_symmetric is the text 'maybe' and not true or false."),
            ("""{ "bitwidth": 8, "is_symmetric": "False", "min": 0, "max": 1, "offset": 0, "scale": 0 }""", "its scale is 0, and a scale is more than 0."),
            ("""{ "bitwidth": 8, "is_symmetric": "False", "min": 0, "max": 1, "offset": 0.25, "scale": 1 }""", "offset is 0.25 and no whole number."),
            ("""{ "bitwidth": 8, "dtype": "float" }""", "a floating-point type of 8 bits is not known; 16 and 32 are."),
            ("5", "an object was expected, and there is 5."),
        })
        {
            Assert.AreEqual(("x", message), (Refused(ByName(entry)).Place.Tensor, Refused(ByName(entry)).Message));
        }
    }

    private static string ByName(string entry) => $$"""{ "version": "0.6.1", "activation_encodings": { "x": [{{entry}}] }, "param_encodings": {} }""";

    private static MrqException Refused(string text)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Samples.ReadText(text));
        Assert.AreEqual(MrqCodes.BadSidecar, error.Code);
        return error;
    }
}
