using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>A folder for the sample's conversion, and the request for it.</summary>
internal sealed class ConversionFolder : IDisposable
{
    private static readonly string Sample = System.IO.Path.Combine(TestData.Repository, "samples", "QuickStart");

    public ConversionFolder()
    {
        File.Copy(System.IO.Path.Combine(Sample, "models", "digits.tflite"), PathOf("digits.tflite"));
        File.Copy(System.IO.Path.Combine(Sample, "data", "calibration.npz"), PathOf("calibration.npz"));
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("mrq-conversion-").FullName;

    public ConversionRequest Request => new()
    {
        ModelPath = PathOf("digits.tflite"),
        Scheme = "tflite-int8",
        OutputPath = PathOf("out/digits.tflite"),
        ReportPath = PathOf("out/digits.report.json"),
        CalibrationData = [PathOf("calibration.npz")],
    };

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
