using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Whole networks give ONNX Runtime's bytes on real images.</summary>
[TestClass]
public sealed class NetworkTests
{
    [TestMethod]
    [TestCategory("Slow")]
    [DataRow("mobilenet_v2_1.0_224_quant.qoperator", "uint8")]
    [DataRow("tf2_mobilenet_v2_1.0_224_ptq.qdq_u8", "uint8")]
    public void A_network_gives_ONNX_Runtimes_bytes(string name, string type)
    {
        var model = OnnxModel.Read(File.ReadAllBytes(TestData.PathOf("peers", name + ".onnx")));
        foreach (var image in (string[])["image0", "image1"])
        {
            var expected = File.ReadAllBytes(TestData.PathOf("onnx_cases", "peers", $"{name}.{image}.all.out.bin"));
            Assert.AreEqual("", Runs.Difference(expected, Runs.Of(model, File.ReadAllBytes(TestData.PathOf("onnx_cases", "peers", $"{image}.{type}.in.bin")))), image);
        }
    }

    /// <summary>17 of its 53 convolutions and all 10 sums are float32 in ONNX Runtime, which int8 is the reason of; their sums are added in its order.</summary>
    [TestMethod]
    [TestCategory("Slow")]
    public void A_network_that_ONNX_Runtime_computes_in_float_in_parts_gives_its_bytes_and_is_named_so()
    {
        var model = OnnxModel.Read(File.ReadAllBytes(TestData.PathOf("peers", "tf2_mobilenet_v2_1.0_224_ptq.qdq_s8.onnx")));
        var arithmetic = model.ArithmeticOf(model.Graph);
        var unfused = model.Graph.Operators.Where((_, step) => arithmetic[step].IsUnfused).GroupBy(step => step.Name).ToDictionary(group => group.Key, group => group.Count());
        Assert.AreEqual(17, unfused["CONV_2D"]);
        Assert.AreEqual(10, unfused["ADD"]);
        Assert.HasCount(2, unfused);
        foreach (var image in (string[])["image0", "image1"])
        {
            var expected = File.ReadAllBytes(TestData.PathOf("onnx_cases", "peers", $"tf2_mobilenet_v2_1.0_224_ptq.qdq_s8.{image}.all.out.bin"));
            Assert.AreEqual("", Runs.Difference(expected, Runs.Of(model, File.ReadAllBytes(TestData.PathOf("onnx_cases", "peers", $"{image}.int8.in.bin")))), image);
        }
    }
}
