using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Mrq.Build.PackageTests;

/// <summary>Ctrl+C during a conversion.</summary>
[TestClass]
[DoNotParallelize]
public sealed partial class CancelledBuild
{
    /// <summary>Far more than a build computes between its first line of progress and its end.</summary>
    private const int Samples = 1_000_000;

    [TestMethod]
    public void Ends_in_the_midst_of_its_samples_and_leaves_no_file()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("There is no SIGINT to send to a process.");
        }

        using var project = new ConsumerProject("""<MrqModel Include="model.tflite" TargetScheme="tflite-int8" CalibrationData="calibration.npz" EvaluationData="long.npy;labels.npy" />""");
        WriteZeros(project.PathOf("long.npy"), $"({Samples}, 8, 8, 1)", Samples * 64L);
        WriteZeros(project.PathOf("labels.npy"), $"({Samples},)", Samples);
        var (signalled, last) = (0, 0);

        var result = Sdk.Run(project.Folder, null, Interrupt, "build", "--no-restore", "-nr:false", "-tl:off", "-v:n");

        Assert.AreEqual(1, signalled, result.Output);
        Assert.AreNotEqual(0, result.ExitCode, result.Output);
        Assert.DoesNotContain("error MRQ", result.Output);
        Assert.IsEmpty(project.FilesNamed("model.tflite-int8.tflite"));
        Assert.IsEmpty(project.FilesNamed("*.tmp"));
        Assert.IsInRange(1, Samples / 2, last, result.Output);

        void Interrupt(Process process, string line)
        {
            // Progress shows that the conversion is at work, and how far it came.
            if (Progress().Match(line) is not { Success: true } progress)
            {
                return;
            }

            last = int.Parse(progress.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            if (Interlocked.CompareExchange(ref signalled, 1, 0) == 0)
            {
                using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
                kill.WaitForExit();
            }
        }
    }

    [GeneratedRegex(@"evaluating: (\d+) of \d+ samples")]
    private static partial Regex Progress();

    private static void WriteZeros(string path, string shape, long bytes)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n");
        using var file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header]);
        file.SetLength(file.Length + bytes);
    }
}
