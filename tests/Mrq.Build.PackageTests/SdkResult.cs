using System.Globalization;
using System.Text.RegularExpressions;

namespace Mrq.Build.PackageTests;

/// <summary>How a dotnet command ended.</summary>
internal sealed partial record SdkResult
{
    public SdkResult(int exitCode, string output)
    {
        ExitCode = exitCode;
        Conversions = Calls(output, "MrqConvert");
        TaskCalls = Calls(output, "");
        Output = AnyCalls().Replace(output, "");
    }

    public int ExitCode { get; }

    /// <summary>What was printed, without the engine's account of its tasks.</summary>
    public string Output { get; }

    /// <summary>How often the conversion task ran, from that account.</summary>
    public int Conversions { get; }

    /// <summary>How often any task of the package ran.</summary>
    public int TaskCalls { get; }

    public SdkResult Succeeded()
    {
        Assert.AreEqual(0, ExitCode, Output);
        return this;
    }

    public SdkResult FailedWith(string code)
    {
        Assert.AreNotEqual(0, ExitCode, Output);
        var lines = Output.Split('\n').Where(line => line.Contains($"error {code}:", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct().ToList();
        Assert.HasCount(1, lines, Output);
        Assert.DoesNotContain("   at ", Output, "a user never sees a stack trace");
        return this;
    }

    private static int Calls(string output, string task) =>
        PackageCalls().Matches(output).Where(match => match.Groups[1].Value.StartsWith(task, StringComparison.Ordinal)).Sum(match => int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^\s*\d+ ms\s+(MrqConvert|MrqCheckItems|MrqResolveSchemes)\s+(\d+) calls", RegexOptions.Multiline)]
    private static partial Regex PackageCalls();

    [GeneratedRegex(@"^\s*\d+ ms\s+\S+\s+\d+ calls\r?\n", RegexOptions.Multiline)]
    private static partial Regex AnyCalls();
}
