using System.Diagnostics;

namespace Mrq.Tests;

/// <summary>Runs a script of the test data.</summary>
internal static class Python
{
    public static void Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode, error);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new AssertInconclusiveException("There is no python3 here.");
        }
    }
}
