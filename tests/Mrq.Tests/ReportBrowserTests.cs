using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Pages in a browser: no console error, request or scroll bar, text of enough contrast, every control within reach of the keyboard.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class ReportBrowserTests
{
    [TestMethod]
    public void Reports_the_index_and_pictures_of_models_draw_without_a_console_error_a_request_or_a_scroll_bar()
    {
        PageBrowser.Require();
        var folder = Directory.CreateTempSubdirectory("mrq-page-").FullName;
        try
        {
            // Its name is hostile: a page that took it for markup would ask for an image or open a dialog.
            var sample = Path.Combine(TestData.Repository, "samples", "QuickStart");
            var model = Path.Combine(folder, "<img src=x onerror=alert(1)>.tflite");
            File.Copy(Path.Combine(sample, "models", "digits.tflite"), model);
            var page = Path.Combine(folder, "report.html");
            var report = Path.Combine(folder, "report.json");
            ModelConverter.Convert(new ConversionRequest
            {
                ModelPath = model,
                Scheme = "int8-symmetric",
                OutputPath = Path.Combine(folder, "out.tflite"),
                HtmlPath = page,
                ReportPath = report,
                CalibrationData = [Path.Combine(sample, "data", "calibration.npz")],
                EvaluationData = [Path.Combine(sample, "data", "eval.npz")],
            });

            // What that conversion has none of: a limit that is exceeded, changed predictions, pictures.
            var failed = Path.Combine(folder, "failed.html");
            File.WriteAllText(failed, ReportPageTests.Page("<img src=x onerror=alert(1)>"));

            var index = Path.Combine(folder, "index.html");
            ReportIndex.Write("<img src=x onerror=alert(1)>", [report, report], index);

            var picture = Path.Combine(folder, "picture.html");
            File.WriteAllText(picture, ViewPageTests.HostilePage());

            PageBrowser.Look(page, failed, index, picture);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
