using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>What help shows is what works. The examples are relative to a folder, which a process has one of: no other test runs beside.</summary>
[TestClass]
[DoNotParallelize]
[TestCategory("Slow")]
public sealed class ExampleTests
{
    /// <summary>Commands are those that help lists; every one of them has examples, and every example works as it stands there.</summary>
    [TestMethod]
    public void Every_command_has_examples_in_its_help_and_each_of_them_runs()
    {
        using var folder = new ConversionFolder();
        foreach (var data in new[] { "calibration.npz", "eval.npz" })
        {
            File.Copy(Path.Combine(TestData.Repository, "samples", "QuickStart", "data", data), folder.PathOf(data), overwrite: true);
        }

        File.WriteAllText(folder.PathOf("sweep.json"), """{ "models": [{ "model": "digits.tflite", "targetScheme": "tflite-int8", "evaluationData": "eval.npz", "calibrationData": "calibration.npz" }] }""");
        File.WriteAllBytes(folder.PathOf("input.bin"), new byte[64]);
        File.WriteAllText(folder.PathOf("App.csproj"), "<Project Sdk=\"Microsoft.NET.Sdk\">\n</Project>\n");
        var before = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder.Path);
        try
        {
            // What an import begins with: a float model whose names a sidecar has.
            Assert.AreEqual(0, MrqCommand.Run("convert", "digits.tflite", "-s", "tflite-int8", "-o", "float.tflite", "--onnx-float", "digits.float.onnx").ExitCode);
            var commands = CommandsBelow().SelectMany(command => command == "sweep" ? CommandsBelow(command).Prepend(command) : [command]).ToList();
            Assert.Contains("convert", commands);
            foreach (var command in commands.Prepend(""))
            {
                RunExamplesOf(command);
            }
        }
        finally
        {
            Directory.SetCurrentDirectory(before);
        }
    }

    private static void RunExamplesOf(string command)
    {
        var examples = Section(MrqCommand.Run(command.Length == 0 ? ["--help"] : [.. command.Split(' '), "--help"]).Output, "Examples:").Select(line => line.Trim()).ToList();
        Assert.IsNotEmpty(examples, command);
        foreach (var example in examples)
        {
            Assert.StartsWith($"mrq {command}", example);
            var result = MrqCommand.Run(example.Split(' ')[1..]);
            Assert.AreEqual(0, result.ExitCode, $"{example}: {result.Error}");
        }
    }

    private static IEnumerable<string> CommandsBelow(params string[] command) =>
        Section(MrqCommand.Run([.. command, "--help"]).Output, "Commands:").Select(line => string.Join(' ', [.. command, line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]]));

    /// <summary>The lines below a heading, up to the next empty one.</summary>
    private static IEnumerable<string> Section(string help, string heading) =>
        help.Split('\n').SkipWhile(line => line.Trim() != heading).Skip(1).TakeWhile(line => line.Trim().Length > 0).Where(line => !line.StartsWith("   ", StringComparison.Ordinal));
}
