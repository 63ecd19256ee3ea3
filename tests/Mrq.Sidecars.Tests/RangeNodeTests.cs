using System.Text;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Sidecars.Tests;

/// <summary>Ranges within ONNX models: FakeQuantize of OpenVINO, minima and maxima for NXP.</summary>
[TestClass]
public sealed class RangeNodeTests
{
    private static readonly string[] Activations = ["mrq_in", "mrq_relu_out", "mrq_out"];

    [TestMethod]
    public void FakeQuantize_of_256_levels_is_the_grid_without_a_sign()
    {
        var sidecar = Samples.Read("made", "openvino_fakequantize.txt");

        Assert.AreEqual("openvino-fakequantize", sidecar.Format);
        foreach (var name in Activations)
        {
            var (tensor, truth) = (sidecar.Of(name), Samples.Activation(name));
            Assert.AreEqual((ElementType.UInt8, truth.GetProperty("scale").GetDouble(), truth.GetProperty("zero_point").GetInt64()), (tensor.Type!.Value, tensor.Scales.Single(), tensor.ZeroPoints.Single()));
            Assert.AreEqual((truth.GetProperty("min").GetDouble(), truth.GetProperty("max").GetDouble()), (tensor.Minima.Single(), tensor.Maxima.Single()));
        }
    }

    [TestMethod]
    public void Minima_and_maxima_for_NXP_are_symmetric_integers_of_the_largest_magnitude()
    {
        var sidecar = Samples.Read("made", "onnx_minmax_initializers.txt");

        Assert.AreEqual("nxp-min-max", sidecar.Format);
        foreach (var name in Activations)
        {
            Assert.AreEqual((ElementType.Int8, Samples.Activation(name).GetProperty("amax").GetDouble() / 128, 0L), (sidecar.Of(name).Type!.Value, sidecar.Of(name).Scales.Single(), sidecar.Of(name).ZeroPoints.Single()));
        }
    }

    [TestMethod]
    public void Both_are_read_from_a_model()
    {
        var fake = Samples.Read(Model(
            [("low", [1], [-1f]), ("high", [1], [0.9921875f]), ("wlow", [2, 1, 1, 1], [-127f, -63.5f]), ("whigh", [2, 1, 1, 1], [127f, 63.5f])],
            Node("FakeQuantize", ["x", "low", "high", "low", "high"], "y", 256), Node("FakeQuantize", ["w", "wlow", "whigh", "wlow", "whigh"], "z", 255)));
        var limits = Samples.Read(Model([("a:0_min", [1], [-2f]), ("a:0_max", [1], [1.984375f]), ("b_min", [], [-1f])], Node("Relu", ["a:0"], "b")));

        Assert.AreEqual((0.0078125, 128L), (fake.Of("x").Scales.Single(), fake.Of("x").ZeroPoints.Single()));
        CollectionAssert.AreEqual(new[] { 1, 0.5 }, fake.Of("w").Scales.ToArray());
        Assert.AreEqual((new IntegerRange(-127, 127), (int?)0, SidecarRole.Weights), (fake.Of("w").Range!.Value, fake.Of("w").Axis, fake.Of("w").Role));
        Assert.AreEqual(0.015625, limits.Tensors.Single(tensor => tensor.Name == "a:0").Scales.Single());
    }

    [TestMethod]
    [DataRow("FakeQuantize levels=256 input_low=0.1 input_high=1.0 output_low=0.1 output_high=1.0  # x", "0 is none of its levels")]
    [DataRow("FakeQuantize levels=256 input_low=-1.0 input_high=1.0 output_low=0.0 output_high=1.0  # x", "its limits before and behind are not the same")]
    public void What_has_no_grid_is_a_range(string text, string warning)
    {
        var sidecar = Samples.ReadText(text);

        Assert.IsEmpty(sidecar.Of("x").Scales);
        Assert.Contains(warning, sidecar.Warnings.Single());
    }

    [TestMethod]
    [DataRow("FakeQuantize levels=256 input_low=1.0 input_high=1.0 output_low=1.0 output_high=1.0  # x")]
    [DataRow("FakeQuantize levels=1 input_low=0.0 input_high=1.0 output_low=0.0 output_high=1.0  # x")]
    [DataRow("FakeQuantize levels=256 input_low=NaN input_high=1.0 output_low=NaN output_high=1.0  # x")]
    [DataRow("x_min float32 -1.0\n")]
    [DataRow("x_min float32 2.0\nx_max float32 1.0\n")]
    public void What_is_no_range_is_refused(string text) => Assert.AreEqual(MrqCodes.BadSidecar, Assert.ThrowsExactly<MrqException>(() => Samples.ReadText(text)).Code);

    /// <summary>Models come from anywhere: one that is cut or damaged is of another shape, or read.</summary>
    [TestMethod]
    public void A_damaged_model_is_refused_by_a_code_or_read()
    {
        var (bytes, random) = (Model([("low", [1], [-1f]), ("high", [1], [0.9921875f])], Node("FakeQuantize", ["x", "low", "high", "low", "high"], "y", 256)), new Random(3));
        for (var attempt = 0; attempt < 500; attempt++)
        {
            var damaged = attempt < 50 ? bytes[..random.Next(bytes.Length)] : (byte[])bytes.Clone();
            if (attempt >= 50)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                Samples.Read(damaged);
            }
            catch (MrqException error)
            {
                Assert.AreEqual(MrqCodes.BadSidecar, error.Code);
            }
        }
    }

    private static byte[] Model((string Name, long[] Shape, float[] Values)[] constants, params byte[][] nodes)
    {
        byte[] tensors = [.. constants.SelectMany(constant => Field(5, [.. constant.Shape.SelectMany(size => new byte[] { 0x08, (byte)size }), 0x10, 1, .. Field(8, Encoding.UTF8.GetBytes(constant.Name)), .. Field(9, [.. constant.Values.SelectMany(BitConverter.GetBytes)])]))];
        return [0x08, 8, .. Field(2, "a producer"u8.ToArray()), .. Field(7, [.. nodes.SelectMany(node => Field(1, node)), .. tensors])];
    }

    private static byte[] Node(string type, string[] inputs, string output, int? levels = null) =>
    [
        .. inputs.SelectMany(input => Field(1, Encoding.UTF8.GetBytes(input))), .. Field(2, Encoding.UTF8.GetBytes(output)), .. Field(4, Encoding.UTF8.GetBytes(type)),
        .. levels is { } count ? Field(5, [.. Field(1, "levels"u8.ToArray()), 0x18, (byte)(0x80 | (count & 0x7F)), (byte)(count >> 7)]) : [],
    ];

    private static byte[] Field(int number, byte[] content) => content.Length < 128 ? [(byte)((number << 3) | 2), (byte)content.Length, .. content] : [(byte)((number << 3) | 2), (byte)(0x80 | (content.Length & 0x7F)), (byte)(content.Length >> 7), .. content];
}
