using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Gate;

namespace Mrq.Tests;

/// <summary>What an earlier conversion left stays until a request was understood, and goes when the conversion then fails.</summary>
[TestClass]
public sealed class EarlierOutputTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("scheme", "MRQ0102")]
    [DataRow("scheme file", "MRQ0105")]
    [DataRow("metric", "MRQ0103")]
    [DataRow("pass", "MRQ0103")]
    [DataRow("limit", "MRQ0103")]
    [DataRow("scale", "MRQ0103")]
    [DataRow("data", "MRQ0105")]
    [DataRow("baseline", "MRQ4003")]
    [DataRow("missing model", "MRQ0105")]
    [DataRow("broken model", "MRQ1001")]
    [DataRow("place of the page", "MRQ1101")]
    public void A_request_that_is_not_understood_touches_nothing(string mistake, string code)
    {
        var request = Converted();
        File.WriteAllText(_folder.PathOf("notes.tflite"), "This is a note, not a network.\n");
        request = mistake switch
        {
            "scheme" => request with { Scheme = "int9" },
            "scheme file" => request with { SchemeFile = _folder.PathOf("gone.json") },
            "metric" => request with { Metric = "top3" },
            "pass" => request with { WithoutPasses = ["equalisation"] },
            "limit" => request with { Metric = "sqnr", Limits = new GateLimits { MaxAccuracyDrop = 1 } },
            "scale" => request with { Data = new() { InputScale = 0 } },
            "data" => request with { CalibrationData = [_folder.PathOf("gone.npz")] },
            "baseline" => request with { BaselineReport = _folder.PathOf("gone.json") },
            "missing model" => request with { ModelPath = _folder.PathOf("gone.tflite") },
            "broken model" => request with { ModelPath = _folder.PathOf("notes.tflite") },
            _ => request with { HtmlPath = Directory.CreateDirectory(_folder.PathOf("folder")).FullName },
        };
        var before = FolderSnapshot.Of(_folder.Path);

        Assert.AreEqual(code, Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request)).Code.Id);

        Assert.AreEqual(before, FolderSnapshot.Of(_folder.Path));
    }

    [TestMethod]
    public void A_conversion_that_fails_leaves_no_output_of_an_earlier_one()
    {
        var request = Converted();
        File.WriteAllText(_folder.PathOf("calibration.npz"), "no data");

        Assert.AreEqual(MrqCodes.BadDataset, Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request)).Code);

        Assert.IsEmpty(Directory.GetFileSystemEntries(_folder.PathOf("out")));
    }

    [TestMethod]
    public void A_failed_gate_delivers_its_reports_and_nothing_else()
    {
        var request = Converted();

        Assert.AreEqual(MrqCodes.BelowMinimum, Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request with { Limits = new GateLimits { MinSqnr = 99 } })).Code);

        CollectionAssert.AreEquivalent(new[] { "report.html", "report.json" }, Directory.GetFileSystemEntries(_folder.PathOf("out")).Select(Path.GetFileName).ToArray());
        Assert.Contains("\"passed\": false", File.ReadAllText(request.ReportPath!));
    }

    [TestMethod]
    public void A_header_that_cannot_be_written_leaves_no_model()
    {
        var request = _folder.Request with { Exports = [CArrayTests.Export(_folder.PathOf("out/model.c"))] };
        Directory.CreateDirectory(_folder.PathOf("out/model.h"));

        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request));

        Assert.AreEqual((MrqCodes.CannotWrite, _folder.PathOf("out/model.h")), (error.Code, error.Place.File));
        Assert.AreEqual(_folder.PathOf("out/model.h"), Directory.GetFileSystemEntries(_folder.PathOf("out")).Single());
    }

    [TestMethod]
    public void A_place_that_is_lost_during_the_conversion_leaves_no_output_at_all()
    {
        // A folder takes the header's place while the model is converted.
        var request = Converted();
        var header = Path.ChangeExtension(request.Exports[0].Path, ".h");
        var progress = new Once(() => Directory.CreateDirectory(header));

        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request, progress));

        Assert.AreEqual((MrqCodes.CannotWrite, header), (error.Code, error.Place.File));
        Assert.AreEqual(header, Directory.GetFileSystemEntries(_folder.PathOf("out")).Single());
    }

    /// <summary>Every kind of output, once converted.</summary>
    private ConversionRequest Converted()
    {
        var request = _folder.Request with { ReportPath = _folder.PathOf("out/report.json"), HtmlPath = _folder.PathOf("out/report.html"), Exports = [CArrayTests.Export(_folder.PathOf("out/model.c"))] };
        ModelConverter.Convert(request);
        Assert.HasCount(5, Directory.GetFiles(_folder.PathOf("out")));
        return request;
    }

    private sealed class Once(Action action) : IProgress<string>
    {
        private int _reports;

        public void Report(string value)
        {
            if (Interlocked.Increment(ref _reports) == 1)
            {
                action();
            }
        }
    }
}
