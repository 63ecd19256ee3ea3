using System.Text.Json;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>The main job on the real MobileNetV2.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class RealModelConversionTests
{
    [TestMethod]
    public void MobileNetV2_to_int8_symmetric_keeps_its_answers_with_zero_points_of_0_and_one_scale_everywhere()
    {
        var folder = Directory.CreateTempSubdirectory("mrq-real-").FullName;
        try
        {
            var source = TestData.PathOf("models", "mobilenet_v2_1.0_224_quant.tflite");
            var evaluation = TestData.PathOf("imagenet", "eval400_224.npz");
            var output = Path.Combine(folder, "converted.tflite");
            var report = Path.Combine(folder, "report.json");
            ModelConverter.Convert(new ConversionRequest
            {
                ModelPath = source,
                Scheme = "int8-symmetric",
                OutputPath = output,
                ReportPath = report,
                CalibrationData = [TestData.PathOf("imagenet", "calibration64_224.npz")],
                EvaluationData = [FirstSamples(evaluation, 100, folder)],
                Limits = new() { MaxAccuracyDrop = 1 },
            });

            using var json = JsonDocument.Parse(File.ReadAllBytes(report));
            var measured = json.RootElement.GetProperty("evaluation");
            Assert.IsGreaterThanOrEqualTo(0.95, measured.GetProperty("agreement").GetDouble());
            Assert.IsGreaterThanOrEqualTo(19, measured.GetProperty("sqnr").GetDouble());
            Assert.IsLessThanOrEqualTo(100, json.RootElement.GetProperty("clippedWeights").GetInt32());

            var inspected = MrqCommand.Run("inspect", output, "--json");
            using var tensors = JsonDocument.Parse(inspected.Output);
            foreach (var tensor in tensors.RootElement.GetProperty("tensors").EnumerateArray().Where(tensor => tensor.GetProperty("scales").ValueKind == JsonValueKind.Array))
            {
                Assert.AreEqual(1, tensor.GetProperty("scales").GetArrayLength(), tensor.ToString());
                Assert.IsTrue(tensor.GetProperty("zeroPoints")[0].GetInt64() == 0 || tensor.GetProperty("fixedBy").GetString() == "SOFTMAX", tensor.ToString());
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A target that rounds down is half a step low everywhere; biases take that up, since they see what the target really computes (13 dB without).</summary>
    [TestMethod]
    public void A_target_of_powers_of_two_that_rounds_down_loses_little_more_than_one_that_rounds()
    {
        using var folder = new ConversionFolder();
        File.WriteAllText(folder.PathOf("floor.json"), """{ "basedOn": "int8-symmetric-pow2", "rounding": "Floor" }""");

        var result = ModelConverter.Convert(new ConversionRequest
        {
            ModelPath = TestData.PathOf("models", "mobilenet_v1_0.25_128_quant.tflite"),
            Scheme = "floor",
            SchemeFile = folder.PathOf("floor.json"),
            OutputPath = folder.PathOf("converted.tflite"),
            CalibrationData = [TestData.PathOf("imagenet", "calibration64_128.npz")],
            EvaluationData = [FirstSamples(TestData.PathOf("imagenet", "eval400_128.npz"), 100, folder.PathOf("."))],
        });

        using var json = JsonDocument.Parse(result.Report);
        Assert.IsGreaterThanOrEqualTo(18, json.RootElement.GetProperty("evaluation").GetProperty("sqnr").GetDouble());
    }

    private static string FirstSamples(string archive, int count, string folder)
    {
        var path = Path.Combine(folder, $"first{count}.npz");
        Mrq.Evaluation.Datasets.NumpyFile.WriteArchive(path, [.. Mrq.Evaluation.Datasets.NumpyFile.Read(archive).Select(array =>
        {
            var shape = new Mrq.Core.Graph.TensorShape([count, .. array.Shape.Dimensions[1..]]);
            return new Mrq.Evaluation.Datasets.NumpyArray(array.Name, array.Type, shape, array.Data[..(array.Data.Length / array.Shape[0] * count)]);
        })]);
        return path;
    }
}
