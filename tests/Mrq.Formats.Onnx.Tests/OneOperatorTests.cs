using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Each one-operator model, in every form, gives ONNX Runtime's bytes, with both sets of kernels.</summary>
[TestClass]
public sealed class OneOperatorTests
{
    public static IEnumerable<object[]> Operators => TestData.ModelsIn("onnx_cases/operators", ".onnx").Select(name => new object[] { "operators", name });

    public static IEnumerable<object[]> Saturation => TestData.ModelsIn("onnx_cases/avx2_saturation", ".onnx").Select(name => new object[] { "avx2_saturation", name });

    /// <summary>The same ONNX Runtime on a processor with AVX2 and no VNNI; where pairs do not saturate, or nothing is summed in pairs, it gives the same bytes.</summary>
    [TestMethod]
    [DynamicData(nameof(Saturation))]
    public void The_output_is_ONNX_Runtimes_with_AVX2_alone(string folder, string model)
    {
        var path = TestData.PathOf("onnx_cases", folder, model);
        var read = OnnxModel.Read(File.ReadAllBytes(path + ".onnx"));
        var expected = File.ReadAllBytes(File.Exists(path + ".avx2.out.bin") ? path + ".avx2.out.bin" : path + ".out.bin");
        foreach (var kernels in Enum.GetValues<KernelSet>())
        {
            Assert.AreEqual("", Runs.Difference(expected, Runs.Of(read, File.ReadAllBytes(path + ".in.bin"), kernels, read.RuntimeOf(Arithmetic.OnnxRuntimeAvx2))), $"{model}, {kernels}");
        }
    }

    /// <summary>What can saturate is told before it does, and what cannot is not.</summary>
    [TestMethod]
    [DynamicData(nameof(Saturation))]
    public void What_differs_with_AVX2_alone_is_told(string folder, string model)
    {
        var path = TestData.PathOf("onnx_cases", folder, model);
        var read = OnnxModel.Read(File.ReadAllBytes(path + ".onnx"));
        if (File.Exists(path + ".avx2.out.bin"))
        {
            Assert.Contains("pairs of weights", Assert.ContainsSingle(read.RuntimeDoubts));
        }
        else
        {
            Assert.AreEqual("DEPTHWISE_CONV_2D", read.Graph.Operators.Single(step => step.Name.Contains("CONV", StringComparison.Ordinal)).Name);
            Assert.IsEmpty(read.RuntimeDoubts);
        }
    }

    [TestMethod]
    [DynamicData(nameof(Operators))]
    [DynamicData(nameof(Saturation))]
    public void The_output_is_ONNX_Runtimes(string folder, string model)
    {
        var path = TestData.PathOf("onnx_cases", folder, model);
        var read = OnnxModel.Read(File.ReadAllBytes(path + ".onnx"));
        foreach (var kernels in Enum.GetValues<KernelSet>())
        {
            Assert.AreEqual("", Runs.Difference(File.ReadAllBytes(path + ".out.bin"), Runs.Of(read, File.ReadAllBytes(path + ".in.bin"), kernels)), $"{model}, {kernels}");
        }
    }
}
