using System.Text.Json;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Conversion without data of networks whose input is neither an 8-bit image nor 8-bit features.</summary>
[TestClass]
public sealed class UnusualInputTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mrq-inputs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void A_float_image_is_calibrated_and_measured_within_the_range_of_its_QUANTIZE()
    {
        var (calibration, sqnr) = Convert(TestData.PathOf("reports", "float-image-input", "float-image-io.tflite"));

        Assert.AreEqual("synthetic", calibration);
        Assert.IsGreaterThan(30, sqnr);
    }

    [TestMethod]
    public void Ids_of_a_table_need_no_data_and_are_measured_on_rows_that_it_has()
    {
        var (calibration, sqnr) = Convert(TestData.PathOf("reports", "token-input", "int32-ids-gather.tflite"));

        Assert.AreEqual("none", calibration);
        Assert.IsGreaterThan(25, sqnr);
    }

    [TestMethod]
    [DataRow(new[] { 1, 16, 16, 3 }, 1 / 128f, 0, "synthetic")]
    [DataRow(new[] { 1, 16, 16, 3 }, 1f, -128, "synthetic")]
    [DataRow(new[] { 1, 40, 8, 1 }, 0.4f, 81, "synthetic", DisplayName = "features")]
    public void A_float_input_of_any_range_is_measured_within_it(int[] shape, float scale, int zeroPoint, string calibration)
    {
        var path = Path.Combine(_folder, "float.tflite");
        File.WriteAllBytes(path, TfLiteModel.Create(FloatConvolution(new TensorShape(shape), new QuantizationParameters(scale, zeroPoint)), "test"));

        var measured = Convert(path);

        Assert.AreEqual(calibration, measured.Calibration);
        Assert.IsGreaterThan(30, measured.Sqnr);
    }

    [TestMethod]
    public void The_benchmark_runs_on_rows_that_the_table_has()
    {
        var result = MrqCommand.Run("bench", TestData.PathOf("reports", "token-input", "int32-ids-gather.tflite"), "--seconds", "0.01");

        Assert.AreEqual(0, result.ExitCode, result.Error);
    }

    private (string Calibration, double Sqnr) Convert(string model)
    {
        var report = ModelConverter.Convert(new ConversionRequest { ModelPath = model, Scheme = "int8-symmetric", OutputPath = Path.Combine(_folder, "out.tflite") }).Report;
        using var json = JsonDocument.Parse(report);
        return (json.RootElement.GetProperty("calibration").GetString()!, json.RootElement.GetProperty("evaluation").GetProperty("sqnr").GetDouble());
    }

    /// <summary>QUANTIZE behind a RESHAPE, a 1×1 convolution to two channels that uses most of its output's range, and DEQUANTIZE.</summary>
    private static QuantizedGraph FloatConvolution(TensorShape shape, QuantizationParameters quantization)
    {
        var channels = shape[3];
        var real = new Tensor { Name = "input", Type = ElementType.Float32, Shape = shape };
        var outputs = new TensorShape(1, shape[1], shape[2], 2);
        var weights = Enumerable.Range(0, 2 * channels).Select(i => (byte)(sbyte)(i % 2 == 0 ? 127 : 60)).ToArray();
        return new QuantizedGraph
        {
            Name = "main",
            Inputs = [0],
            Outputs = [5],
            Tensors =
            [
                real,
                real with { Name = "reshaped" },
                real with { Name = "quantized", Type = ElementType.Int8, Quantization = quantization },
                new Tensor { Name = "weights", Type = ElementType.Int8, Shape = new TensorShape(2, 1, 1, channels), Quantization = new QuantizationParameters(1 / 127f), Data = weights },
                new Tensor { Name = "sums", Type = ElementType.Int8, Shape = outputs, Quantization = new QuantizationParameters(quantization.Scale * channels, quantization.ZeroPoint) },
                new Tensor { Name = "output", Type = ElementType.Float32, Shape = outputs },
            ],
            Operators =
            [
                new Reshape { Inputs = [0, -1], Outputs = [1] },
                new Quantize { Inputs = [1], Outputs = [2] },
                new Conv2D { Inputs = [2, 3, -1], Outputs = [4], Padding = Padding.Valid, StrideW = 1, StrideH = 1 },
                new Dequantize { Inputs = [4], Outputs = [5] },
            ],
        };
    }
}
