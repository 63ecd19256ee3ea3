using System.Diagnostics;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>The page in a browser: light and dark, phone and desktop. Needs node, Chromium and `npm ci` in tests/report-browser.</summary>
[TestClass]
public sealed class ReportBrowserTests
{
    private static readonly string Folder = Path.Combine(TestData.Repository, "tests", "report-browser");

    [TestMethod]
    public void A_real_report_draws_without_a_console_error_a_request_or_a_scroll_bar()
    {
        RequireBrowser();
        var folder = Directory.CreateTempSubdirectory("mrq-page-").FullName;
        try
        {
            // Its name is hostile: a page that took it for markup would ask for an image or open a dialog.
            var sample = Path.Combine(TestData.Repository, "samples", "QuickStart");
            var model = Path.Combine(folder, "<img src=x onerror=alert(1)>.tflite");
            File.Copy(Path.Combine(sample, "models", "digits.tflite"), model);
            var page = Path.Combine(folder, "report.html");
            ModelConverter.Convert(new ConversionRequest
            {
                ModelPath = model,
                Scheme = "int8-symmetric",
                OutputPath = Path.Combine(folder, "out.tflite"),
                HtmlPath = page,
                CalibrationData = [Path.Combine(sample, "data", "calibration.npz")],
                EvaluationData = [Path.Combine(sample, "data", "eval.npz")],
            });

            using var process = Process.Start(new ProcessStartInfo("node", ["check.mjs", page]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();

            Assert.AreEqual("4 views, no failure", output.Trim(), error.Result);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void RequireBrowser()
    {
        var paths = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var isThere = paths.Any(path => File.Exists(Path.Combine(path, "node")))
            && new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser" }.Any(File.Exists)
            && Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core"));
        if (!isThere)
        {
            Assert.Inconclusive("The report page was not looked at: node, Chromium (or CHROMIUM) or tests/report-browser/node_modules (npm ci) is absent.");
        }
    }
}
