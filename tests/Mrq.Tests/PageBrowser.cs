using System.Diagnostics;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Looks at pages in a browser: light and dark, phone and desktop. Needs node and what build/browser.sh installs; CI demands it with MRQ_REQUIRE_BROWSER.</summary>
internal static class PageBrowser
{
    private static readonly string Folder = Path.Combine(TestData.Repository, "tests", "report-browser");

    /// <summary>Fails on what tests/report-browser/check.mjs finds in one of the pages; inconclusive where there is no browser and none is demanded.</summary>
    public static void Look(params IReadOnlyList<string> pages)
    {
        using var process = Process.Start(new ProcessStartInfo("node", ["check.mjs", .. pages]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.AreEqual(FormattableString.Invariant($"{4 * pages.Count} views, no failure"), output.Trim(), error.Result);
    }

    public static void Require()
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var isThere = paths.Any(path => File.Exists(Path.Combine(path, "node")))
            && new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/chromium-headless-shell" }.Any(File.Exists)
            && Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core"));
        if (!isThere)
        {
            const string Absent = "No page was looked at: node, Chromium (or CHROMIUM) or tests/report-browser/node_modules is absent; build/browser.sh installs them.";
            if (Environment.GetEnvironmentVariable("MRQ_REQUIRE_BROWSER") == "true")
            {
                Assert.Fail(Absent);
            }

            Assert.Inconclusive(Absent);
        }
    }
}
