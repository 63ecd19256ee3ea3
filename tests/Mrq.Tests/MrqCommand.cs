using System.Diagnostics;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Runs the built command.</summary>
internal static class MrqCommand
{
    public static readonly string Assembly = Path.Combine(
        TestData.Repository, "src", "Mrq.Tool", "bin", AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "mrq.dll");

    public static (int ExitCode, string Output, string Error) Run(params string[] arguments) => Run(new Dictionary<string, string>(), arguments);

    /// <summary>The same with environment variables of its own.</summary>
    public static (int ExitCode, string Output, string Error) Run(IReadOnlyDictionary<string, string> environment, params string[] arguments) => Run(environment, "", arguments);

    /// <summary>The same in a folder.</summary>
    public static (int ExitCode, string Output, string Error) RunIn(string folder, params string[] arguments) => Run(new Dictionary<string, string>(), folder, arguments);

    private static (int ExitCode, string Output, string Error) Run(IReadOnlyDictionary<string, string> environment, string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
