using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Mrq.Build.PackageTests;

/// <summary>Ctrl+C during a conversion.</summary>
[TestClass]
[DoNotParallelize]
public sealed class CancelledBuild
{
    /// <summary>Minutes of work for the tiny model.</summary>
    private const int Samples = 1_000_000;

    [TestMethod]
    public void Ends_at_once_and_leaves_no_file()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("There is no SIGINT to send to a process.");
        }

        using var project = new ConsumerProject("""<MrqModel Include="model.tflite" TargetScheme="tflite-int8" CalibrationData="calibration.npz" EvaluationData="long.npy;labels.npy" />""");
        WriteZeros(project.PathOf("long.npy"), $"({Samples}, 8, 8, 1)", Samples * 64L);
        WriteZeros(project.PathOf("labels.npy"), $"({Samples},)", Samples);
        long signalled = 0;

        var result = Sdk.Run(project.Folder, null, Interrupt, "build", "--no-restore", "-nr:false", "-tl:off", "-v:n");

        var seconds = Stopwatch.GetElapsedTime(signalled).TotalSeconds;
        Assert.AreNotEqual(0L, signalled, result.Output);
        Assert.AreNotEqual(0, result.ExitCode, result.Output);
        Assert.DoesNotContain("error MRQ", result.Output);
        Assert.IsEmpty(project.FilesNamed("model.tflite-int8.tflite"));
        Assert.IsEmpty(project.FilesNamed("*.tmp"));
        // The task itself needs less than a second; the rest is the engine's own end on a busy machine.
        Assert.IsLessThan(5, seconds, result.Output);

        void Interrupt(Process process, string line)
        {
            // Progress shows that the conversion is at work.
            if (line.Contains("samples", StringComparison.Ordinal) && Interlocked.CompareExchange(ref signalled, Stopwatch.GetTimestamp(), 0) == 0)
            {
                using var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
                kill.WaitForExit();
            }
        }
    }

    private static void WriteZeros(string path, string shape, long bytes)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n");
        using var file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header]);
        file.SetLength(file.Length + bytes);
    }
}
