using System.Diagnostics;
using System.Text.RegularExpressions;
using Mrq.Testing;
using Mrq.Tool;

namespace Mrq.Tests;

/// <summary>Runs the command: in this process, which has compiled its code already, or as the program that users start.</summary>
[TestClass]
public static partial class MrqCommand
{
    internal static readonly string Assembly = Path.Combine(
        TestData.Repository, "src", "Mrq.Tool", "bin", AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "mrq.dll");

    private static readonly CapturedWriter Output = new(Console.Out), Error = new(Console.Error);

    /// <summary>Each test has its own answers, however many run at a time.</summary>
    [AssemblyInitialize]
    public static void Capture(TestContext context)
    {
        _ = context;
        Console.SetOut(Output);
        Console.SetError(Error);
    }

    internal static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using var output = Output.Begin();
        using var error = Error.Begin();
        var exitCode = MrqCommandLine.Run(arguments);
        return (exitCode, output.Text, Progress.Replace(error.Text, ""));
    }

    /// <summary>The program with environment variables of its own.</summary>
    internal static (int ExitCode, string Output, string Error) Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) => Start(environment, "", arguments);

    /// <summary>The program in a folder.</summary>
    internal static (int ExitCode, string Output, string Error) StartIn(string folder, params string[] arguments) => Start(new Dictionary<string, string>(), folder, arguments);

    private static (int ExitCode, string Output, string Error) Start(IReadOnlyDictionary<string, string> environment, string folder, string[] arguments)
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

    /// <summary>What a terminal shows while work goes on, where these tests are run from one.</summary>
    [GeneratedRegex(@"\r[^\r\n]*")]
    private static partial Regex Progress { get; }
}
