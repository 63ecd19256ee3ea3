using System.Diagnostics;

namespace Mrq.Emulator.Tests;

/// <summary>The equality of kernels once more for every instruction set that this machine can leave out.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class InstructionSetTests
{
    [TestMethod]
    [DataRow("EnableHWIntrinsic")]
    [DataRow("EnableAVX")]
    [DataRow("EnableAVX2")]
    [DataRow("EnableAVX512")]
    [DataRow("EnableAVXVNNI")]
    public async Task Kernels_are_equal_without(string instructions)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "exec", typeof(InstructionSetTests).Assembly.Location, "--filter", $"FullyQualifiedName~{nameof(KernelEqualityTests)}", "--no-progress" })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_" + instructions] = "0";
        using var child = Process.Start(start)!;
        var (output, error) = (child.StandardOutput.ReadToEndAsync(), child.StandardError.ReadToEndAsync());
        await child.WaitForExitAsync();
        Assert.AreEqual(0, child.ExitCode, await output + await error);
    }
}
