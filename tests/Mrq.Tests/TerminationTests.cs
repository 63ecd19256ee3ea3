using System.Text;

namespace Mrq.Tests;

/// <summary>Ctrl+C and SIGTERM end the command with one line, its own exit code, and nothing half done.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class TerminationTests
{
    /// <summary>Many seconds of work.</summary>
    private const int Samples = 400_000;

    [TestMethod]
    [DataRow("convert", true, 130, "mrq: ended by Ctrl+C before it was done.")]
    [DataRow("convert", false, 143, "mrq: ended by SIGTERM before it was done.")]
    [DataRow("evaluate", true, 130, "mrq: ended by Ctrl+C before it was done.")]
    [DataRow("evaluate", false, 143, "mrq: ended by SIGTERM before it was done.")]
    [DataRow("run", true, 130, "mrq: ended by Ctrl+C before it was done.")]
    [DataRow("run", false, 143, "mrq: ended by SIGTERM before it was done.")]
    public void An_end_that_is_asked_for_is_one_line_and_leaves_nothing(string command, bool isKey, int exitCode, string line)
    {
        using var folder = new ConversionFolder();
        WriteZeros(folder.PathOf("long.npy"), $"({Samples}, 8, 8, 1)", Samples * 64L);
        WriteZeros(folder.PathOf("labels.npy"), $"({Samples},)", Samples);
        var before = string.Join('\n', Directory.GetFileSystemEntries(folder.Path).Order());
        using var terminal = command switch
        {
            "convert" => Terminal.Start(folder.Path, "convert", "digits.tflite", "--scheme", "int8-symmetric", "--evaluation", "long.npy", "labels.npy", "--output", "out.tflite", "--report", "out.json", "--c-array", "out.c"),
            "evaluate" => Terminal.Start(folder.Path, "evaluate", "digits.tflite", "--data", "long.npy", "labels.npy"),
            _ => Terminal.Start(folder.Path, "run", "digits.tflite", "--input", "long.npy", "--output", "out.bin", "--dump", "dump"),
        };
        terminal.WaitFor(command == "run" ? "running: " : "evaluating: ");

        if (isKey)
        {
            terminal.Press('\x03');
        }
        else
        {
            terminal.Send("TERM");
        }

        var (code, lines) = terminal.End();
        Assert.AreEqual((exitCode, line), (code, string.Join('\n', lines)));
        Assert.AreEqual(before, string.Join('\n', Directory.GetFileSystemEntries(folder.Path).Where(path => !path.EndsWith("dump", StringComparison.Ordinal)).Order()));
        Assert.IsEmpty(Directory.Exists(folder.PathOf("dump")) ? Directory.GetFiles(folder.PathOf("dump")) : []);
    }

    private static void WriteZeros(string path, string shape, long bytes)
    {
        var header = Encoding.ASCII.GetBytes($"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n");
        using var file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header]);
        file.SetLength(file.Length + bytes);
    }
}
