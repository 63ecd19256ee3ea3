using Mrq.Emulator;
using Mrq.Testing;

namespace Mrq.Formats.Onnx.Tests;

/// <summary>Each one-operator model, in every form, gives ONNX Runtime's bytes, with both sets of kernels.</summary>
[TestClass]
public sealed class OneOperatorTests
{
    public static IEnumerable<object[]> Operators => TestData.ModelsIn("onnx_cases/operators", ".onnx").Select(name => new object[] { "operators", name });

    public static IEnumerable<object[]> Saturation => TestData.ModelsIn("onnx_cases/avx2_saturation", ".onnx").Select(name => new object[] { "avx2_saturation", name });

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
