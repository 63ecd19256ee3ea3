using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>What the command computes and says of ONNX models is what ONNX Runtime does with them, operator by operator.</summary>
[TestClass]
public sealed class OnnxRuntimeTests
{
    /// <summary>27 of its operators are float32 in ONNX Runtime: one arithmetic for all of them would give other scores.</summary>
    [TestMethod]
    [TestCategory("Slow")]
    [DataRow]
    [DataRow("--arithmetic", "onnxruntime")]
    public void A_run_gives_ONNX_Runtimes_bytes(params string[] more)
    {
        using var folder = new ConversionFolder();
        var (exitCode, _, error) = MrqCommand.Run(
        [
            "run", TestData.PathOf("peers", "tf2_mobilenet_v2_1.0_224_ptq.qdq_s8.onnx"), "--input", TestData.PathOf("onnx_cases", "peers", "image0.int8.in.bin"), "--output", folder.PathOf("scores.bin"), .. more,
        ]);

        Assert.AreEqual(0, exitCode, error);
        CollectionAssert.AreEqual(File.ReadAllBytes(TestData.PathOf("onnx_cases", "peers", "tf2_mobilenet_v2_1.0_224_ptq.qdq_s8.image0.all.out.bin")), File.ReadAllBytes(folder.PathOf("scores.bin")));
    }

    [TestMethod]
    public void A_conversion_warns_of_pairs_of_weights_that_saturate_on_some_processors()
    {
        using var folder = new ConversionFolder();
        var (exitCode, output, error) = MrqCommand.Run(
            "convert", TestData.PathOf("onnx_cases", "avx2_saturation", "qdqf_conv_u8_s8_sympc_0.onnx"), "--scheme", "int8-symmetric", "--output", folder.PathOf("converted.onnx"));

        Assert.AreEqual(0, exitCode, error);
        Assert.Contains("warning MRQ3004: On x86 with AVX2 and no VNNI, ", output + error);
        Assert.Contains("saturation on x86 with AVX2", MrqCommand.Run("inspect", folder.PathOf("converted.onnx")).Output);
    }
}
