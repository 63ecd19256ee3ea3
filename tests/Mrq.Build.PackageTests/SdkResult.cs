using System.Globalization;
using System.Text.RegularExpressions;

namespace Mrq.Build.PackageTests;

/// <summary>How a dotnet command ended.</summary>
internal sealed partial record SdkResult
{
    public SdkResult(int exitCode, string output)
    {
        ExitCode = exitCode;
        Conversions = ConversionLine().Count(output);
        TaskCalls = PackageCalls().Matches(output).Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        Output = AnyCalls().Replace(output, "");
    }

    public int ExitCode { get; }

    /// <summary>What was printed, without the engine's account of its tasks.</summary>
    public string Output { get; }

    /// <summary>How many conversions came to their end, each of which is one line.</summary>
    public int Conversions { get; }

    /// <summary>How often the package's task ran, from that account.</summary>
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

    [GeneratedRegex(@" -> \S+: .*; calibration: ")]
    private static partial Regex ConversionLine();

    [GeneratedRegex(@"^\s*\d+ ms\s+MrqConvert\s+(\d+) calls", RegexOptions.Multiline)]
    private static partial Regex PackageCalls();

    [GeneratedRegex(@"^\s*\d+ ms\s+\S+\s+\d+ calls\r?\n", RegexOptions.Multiline)]
    private static partial Regex AnyCalls();
}
