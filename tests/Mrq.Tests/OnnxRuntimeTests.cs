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

    /// <summary>ONNX in and out, all optimizations of ONNX Runtime, three exporters: what is written is what the emulator measured.</summary>
    [TestMethod]
    [TestCategory("Slow")]
    [DataRow("peers/mobilenet_v2_1.0_224_quant.qoperator", "int8-symmetric-pow2")]
    [DataRow("peers/tf2_mobilenet_v2_1.0_224_ptq.qdq_s8", "int8-symmetric-pow2")]
    [DataRow("onnx_cases/models/mobilenetv2_torch112_qdq_u8", "int8-symmetric-pow2")]
    public void A_converted_network_loads_in_ONNX_Runtime_and_gives_the_bytes_of_a_run(string network, string scheme)
    {
        if ((OnnxRuntimePeer.Absence ?? (PeerProcessor.IsX86 && PeerProcessor.SumsExactly ? null : "this processor sums otherwise")) is { } absence)
        {
            Assert.Inconclusive(absence);
        }

        using var folder = new ConversionFolder();
        var converted = folder.PathOf("converted.onnx");
        var (exitCode, _, error) = MrqCommand.Run("convert", TestData.PathOf($"{network}.onnx"), "--scheme", scheme, "--output", converted);
        Assert.AreEqual(0, exitCode, error);

        using var peer = OnnxRuntimePeer.Open(converted);
        foreach (var input in InputsOf(network))
        {
            var (ran, _, told) = MrqCommand.Run("run", converted, "--input", input, "--output", folder.PathOf("scores.bin"));
            Assert.AreEqual(0, ran, told);

            var scores = File.ReadAllBytes(folder.PathOf("scores.bin"));
            Assert.IsGreaterThan(3, scores.Distinct().Count(), "an image that is none has no scores to compare");
            CollectionAssert.AreEqual(peer.Run(File.ReadAllBytes(input)), scores, input);
        }
    }

    private static IEnumerable<string> InputsOf(string network) =>
        network.StartsWith("peers/", StringComparison.Ordinal)
            ? ((string[])["image0", "image1"]).Select(image => TestData.PathOf("onnx_cases", "peers", image + ".int8.in.bin"))
            : ((string[])["random1", "random2"]).Select(sample => TestData.PathOf($"{network}.{sample}.in.bin"));

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
