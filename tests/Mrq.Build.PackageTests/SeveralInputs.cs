using Mrq.Evaluation.Datasets;
using Mrq.Tests;

namespace Mrq.Build.PackageTests;

/// <summary>A model with two inputs and two outputs through the package: each input's samples are told by name.</summary>
[TestClass]
public sealed class SeveralInputs
{
    [TestMethod]
    public void Named_arrays_calibrate_measure_and_gate_a_model_of_two_inputs_and_two_outputs()
    {
        using var project = new ConsumerProject("""
            <MrqModel Include="two.tflite" TargetScheme="int8-symmetric" CalibrationData="image=data\images.npy;known=data/numbers.npy"
                      EvaluationData="data/named.npz" MinSqnr="20" InputMean="known=0" />
            """);
        Directory.CreateDirectory(project.PathOf("data"));
        File.WriteAllBytes(project.PathOf("two.tflite"), TwoInputModel.Bytes());
        NumpyFile.Write(project.PathOf("data/images.npy"), TwoInputModel.Images("a"));
        NumpyFile.Write(project.PathOf("data/numbers.npy"), TwoInputModel.Numbers("b"));
        NumpyFile.WriteArchive(project.PathOf("data/named.npz"), [TwoInputModel.Images("image"), TwoInputModel.Numbers("known"), TwoInputModel.Labels("labels")]);

        project.Build().Succeeded();

        Assert.IsTrue(project.Has("bin/Debug/net10.0/two.int8-symmetric.tflite"));
        var report = File.ReadAllText(project.PathOf("obj/Debug/net10.0/mrq/two.int8-symmetric.tflite.report.json"));
        StringAssert.Contains(report, "image=images.npy; known=numbers.npy", StringComparison.Ordinal);
        StringAssert.Contains(report, "\"outputs\": [", StringComparison.Ordinal);
        project.WriteProject("""<MrqModel Include="two.tflite" TargetScheme="int8-symmetric" EvaluationData="data/named.npz" MinSqnr="90" />""");
        project.Build().FailedWith("MRQ4004");
        Assert.IsFalse(project.Has("bin/Debug/net10.0/two.int8-symmetric.tflite"));
    }
}
