namespace Mrq.Build.PackageTests;

/// <summary>How a dotnet command ended.</summary>
internal sealed record SdkResult(int ExitCode, string Output)
{
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

    public int Conversions => Output.Split('\n').Count(line => line.Contains(" weights clipped; calibration: ", StringComparison.Ordinal));
}
