using System.Diagnostics;
using System.Text;

namespace Mrq.Build.PackageTests;

/// <summary>Runs the dotnet command as a user's shell would, without what this test process inherited.</summary>
internal static class Sdk
{
    public static SdkResult Run(string folder, IReadOnlyDictionary<string, string?>? environment, params string[] arguments) =>
        Run(folder, environment, static (_, _) => { }, arguments);

    /// <summary>Runs a command; null removes a variable from its environment.</summary>
    /// <param name="folder">The working directory.</param>
    /// <param name="environment">Variables to set or remove.</param>
    /// <param name="onLine">Sees the running process and each line of its output.</param>
    /// <param name="arguments">Arguments of dotnet.</param>
    public static SdkResult Run(string folder, IReadOnlyDictionary<string, string?>? environment, Action<Process, string> onLine, params string[] arguments)
    {
        // What a shell starts in the background ignores SIGINT, and so would every process below it.
        var (command, all) = OperatingSystem.IsLinux() ? ("env", ["--default-signal=INT", "dotnet", .. arguments]) : ("dotnet", arguments);
        var start = new ProcessStartInfo(command, all)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsInherited).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDUSESERVER"] = "0";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        var output = new StringBuilder();
        using var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) =>
        {
            Append(output, line.Data);
            onLine(process, line.Data ?? "");
        };
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"dotnet {string.Join(' ', arguments)} did not end:\n{output}");
        }

        process.WaitForExit();
        return new SdkResult(process.ExitCode, output.ToString());
    }

    private static bool IsInherited(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("DOTNET_HOST", StringComparison.OrdinalIgnoreCase)
        || name is "CI" or "TF_BUILD" or "GITHUB_ACTIONS" or "GITHUB_STEP_SUMMARY" or "TESTINGPLATFORM_UI_LANGUAGE";

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
        {
            output.AppendLine(line);
        }
    }
}
