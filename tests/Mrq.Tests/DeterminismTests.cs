using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>The same conversion gives the same bytes everywhere.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class DeterminismTests
{
    [TestMethod]
    [DataRow("int8-symmetric", "")]
    [DataRow("int8-symmetric-pow2", "--calibration")]
    public void Processor_threads_and_culture_change_no_byte(string scheme, string calibration)
    {
        var sample = Path.Combine(TestData.Repository, "samples", "QuickStart");
        var folder = Directory.CreateTempSubdirectory("mrq-determinism-").FullName;
        try
        {
            string[] data = calibration.Length > 0 ? [calibration, Path.Combine(sample, "data", "calibration.npz")] : [];
            byte[]? first = null;
            foreach (var (name, value) in new[] { ("LANG", "C"), ("DOTNET_EnableHWIntrinsic", "0"), ("DOTNET_EnableAVX2", "0"), ("DOTNET_EnableAVX512F", "0"), ("DOTNET_PROCESSOR_COUNT", "1"), ("LANG", "tr_TR.UTF-8") })
            {
                var (output, report) = (Path.Combine(folder, "converted.tflite"), Path.Combine(folder, "report.json"));
                var result = MrqCommand.Start(new Dictionary<string, string> { [name] = value }, ["convert", Path.Combine(sample, "models", "digits.tflite"), "--scheme", scheme, "--output", output, "--report", report, .. data]);
                Assert.AreEqual(0, result.ExitCode, result.Error);
                byte[] bytes = [.. File.ReadAllBytes(output), .. File.ReadAllBytes(report)];
                first ??= bytes;
                Assert.IsTrue(bytes.AsSpan().SequenceEqual(first), $"{name}={value} changes the result.");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void A_pass_is_left_out_by_name_and_inspect_proves_the_powers_of_two()
    {
        var output = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".tflite");
        try
        {
            var digits = Path.Combine(TestData.Repository, "samples", "QuickStart", "models", "digits.tflite");

            var result = MrqCommand.Run("convert", digits, "--scheme", "int8-symmetric-pow2", "--without", "rounding-error-folding", "--output", output);

            Assert.AreEqual(0, result.ExitCode, result.Error);
            Assert.Contains("int8-symmetric-pow2", MrqCommand.Run("inspect", output).Output);
        }
        finally
        {
            File.Delete(output);
        }
    }
}
