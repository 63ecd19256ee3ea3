using Mrq.Core.Diagnostics;
using Mrq.Files;

namespace Mrq.Tests;

/// <summary>No output is written over an input or another output, however the paths are spelled; nothing is touched before that is known.</summary>
[TestClass]
public sealed class OverwrittenInputTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static IEnumerable<object[]> Clashes =>
    [
        ["output", "digits.tflite", "the converted model would be written over the model that is converted"],
        ["output", "out/../digits.tflite", "the converted model would be written over the model that is converted"],
        ["output", "link/digits.tflite", "the converted model would be written over the model that is converted"],
        ["output", "link.tflite", "the converted model would be written over the model that is converted"],
        ["output", "link-to-link.tflite", "the converted model would be written over the model that is converted"],
        ["output", "calibration.npz", "the converted model would be written over the calibration data"],
        ["output", "scheme.json", "the converted model would be written over the scheme's definition"],
        ["output", "samples/b.bin", "the converted model would be written over the evaluation data"],
        ["report", "digits.tflite", "the JSON report would be written over the model that is converted"],
        ["report", "samples/y_labels.csv", "the JSON report would be written over the evaluation data"],
        ["report", "link/samples/deep/a.bin", "the JSON report would be written over the evaluation data"],
        ["report", "baseline.json", "the JSON report would be written over the baseline report"],
        ["report", "out/model.tflite", "the converted model and the JSON report would be one file"],
        ["report", "new/folder/../../out/model.tflite", "the converted model and the JSON report would be one file"],
        ["report", "out/model.tflite/report.json", "the converted model would be the folder of the JSON report"],
        ["html", "out/model.tflite", "the report's page and the converted model would be one file"],
        ["html", "link/digits.tflite", "the report's page would be written over the model that is converted"],
        ["c-array", "digits.tflite", "the C array would be written over the model that is converted"],
        ["c-array", "out/model.tflite", "the C array and the converted model would be one file"],
        ["c-array", "out/model.h", "the C array and the C array's header would be one file"],
        ["c-array", "data.c", "the C array's header would be written over the calibration data"],
        ["cache", "out/model.tflite", "the converted model and the cache would be one file"],
        ["cache", "digits.tflite", "the cache would be written over the model that is converted"],
    ];

    [TestMethod]
    [DynamicData(nameof(Clashes))]
    public void An_output_in_the_place_of_another_file_is_MRQ0108_and_nothing_is_touched(string which, string path, string message)
    {
        var request = Request();
        request = which switch
        {
            "output" => request with { OutputPath = _folder.PathOf(path) },
            "report" => request with { ReportPath = _folder.PathOf(path) },
            "html" => request with { HtmlPath = _folder.PathOf(path) },
            "cache" => request with { CacheDirectory = _folder.PathOf(path) },
            _ => request with { Exports = [CArrayTests.Export(_folder.PathOf(path))], CalibrationData = [_folder.PathOf("data.h")] },
        };
        var before = FolderSnapshot.Of(_folder.Path);

        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request));

        Assert.AreEqual((MrqCodes.OutputOverInput, $"{message}; give it a path of its own."), (error.Code, error.Message));
        Assert.AreEqual(before, FolderSnapshot.Of(_folder.Path));
    }

    [TestMethod]
    [DataRow("link/out/new")]
    [DataRow("out/dangling")]
    [DataRow("out/../link/out/dangling")]
    [DataRow("out/circle/../new")]
    public void Two_outputs_that_do_not_exist_yet_are_told_apart_behind_their_links(string report)
    {
        var request = Request() with { OutputPath = _folder.PathOf("out/new") };
        File.CreateSymbolicLink(_folder.PathOf("out/dangling"), "../link/out/new");
        File.CreateSymbolicLink(_folder.PathOf("out/circle"), "circle");

        var refused = Refused(request with { ReportPath = _folder.PathOf(report) });

        Assert.AreEqual((MrqCodes.OutputOverInput, "the converted model and the JSON report would be one file; give it a path of its own."), refused);
        Assert.AreEqual(MrqCodes.OutputOverInput, Refused(request with { ReportPath = _folder.PathOf("out/new/report.json") }).Code);
    }

    [TestMethod]
    public void A_hard_link_to_the_model_is_the_model_where_the_system_tells()
    {
        if (!FileNode.AreKnown)
        {
            Assert.Inconclusive("This system tells no nodes; a move replaces the link and leaves the model.");
        }

        File.Delete(_folder.PathOf("link.tflite"));
        HardLink(_folder.PathOf("digits.tflite"), _folder.PathOf("hard.tflite"));

        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(_folder.Request with { OutputPath = _folder.PathOf("hard.tflite") }));

        Assert.AreEqual(MrqCodes.OutputOverInput, error.Code);
        Assert.IsTrue(File.Exists(_folder.PathOf("hard.tflite")));
    }

    [TestMethod]
    public void Letters_of_another_case_are_another_file_where_the_folder_has_it_so()
    {
        var ignoresCase = File.Exists(_folder.PathOf("DIGITS.TFLITE"));
        var request = _folder.Request with { ReportPath = _folder.PathOf("out/DIGITS.tflite") };

        Assert.AreEqual(ignoresCase, OutputFile.IgnoresCase(_folder.PathOf("new/folder")));
        if (ignoresCase)
        {
            Assert.AreEqual(MrqCodes.OutputOverInput, Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request)).Code);
            Assert.AreEqual(MrqCodes.OutputOverInput, Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request with { OutputPath = _folder.PathOf("Digits.tflite") })).Code);
            return;
        }

        ModelConverter.Convert(request);
        Assert.AreNotEqual(new FileInfo(request.OutputPath).Length, new FileInfo(request.ReportPath!).Length);
    }

    [TestMethod]
    public void One_file_may_be_read_twice_and_a_folder_may_hold_inputs_outputs_and_the_cache() =>
        ModelConverter.Convert(_folder.Request with { EvaluationData = _folder.Request.CalibrationData, Metric = "agreement", OutputPath = _folder.PathOf("converted.tflite"), CacheDirectory = _folder.Path });

    [TestMethod]
    public void An_empty_path_is_a_wrong_option() =>
        Assert.AreEqual((MrqCodes.BadOption, "the path of the JSON report is empty; give a path or leave the option out."), Refused(_folder.Request with { ReportPath = "" }));

    [TestMethod]
    [DataRow("a\"b.c")]
    [DataRow("a\\b.c")]
    [DataRow("a??!b.c")]
    [DataRow("a\nb.c")]
    public void A_C_array_has_a_name_that_an_include_can_hold(string name) =>
        Assert.AreEqual(MrqCodes.BadOption, Refused(_folder.Request with { Exports = [CArrayTests.Export(_folder.PathOf("out") + "/" + name)] }).Code);

    [TestMethod]
    [DataRow("convert", "digits.tflite", "--scheme", "int8-symmetric", "--output", "digits.tflite")]
    [DataRow("convert", "digits.tflite", "--scheme", "int9", "--c-array", "digits.tflite")]
    [DataRow("convert", "digits.tflite", "--scheme", "int8-symmetric", "--report", "digits.tflite")]
    [DataRow("convert", "digits.tflite", "--scheme", "int8-symmetric", "--calibration", "calibration.npz", "--html", "calibration.npz")]
    [DataRow("convert", "digits.tflite", "--scheme", "int8-symmetric", "--output", "new", "--report", "new")]
    [DataRow("run", "digits.tflite", "--input", "in.bin", "--output", "in.bin")]
    [DataRow("run", "digits.tflite", "--input", "in.bin", "--output", "link.tflite")]
    public void The_command_ends_with_2_and_one_line(params string[] arguments)
    {
        Request();
        File.WriteAllBytes(_folder.PathOf("in.bin"), new byte[64]);
        var before = FolderSnapshot.Of(_folder.Path);

        var result = MrqCommand.Run([.. arguments.Select(argument => argument.Contains('.', StringComparison.Ordinal) || argument == "new" ? _folder.PathOf(argument) : argument)]);

        Assert.AreEqual(2, result.ExitCode);
        Assert.Contains(" : error MRQ0108: ", result.Error);
        Assert.HasCount(1, result.Error.Trim().Split('\n'));
        Assert.AreEqual(before, FolderSnapshot.Of(_folder.Path));
    }

    private (MrqCode Code, string Message) Refused(ConversionRequest request)
    {
        var before = FolderSnapshot.Of(_folder.Path);
        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request));
        Assert.AreEqual(before, FolderSnapshot.Of(_folder.Path));
        return (error.Code, error.Message);
    }

    /// <summary>A request that reads every kind of input, with an earlier result in the place of each output.</summary>
    private ConversionRequest Request()
    {
        foreach (var folder in new[] { "out", "samples/deep" })
        {
            Directory.CreateDirectory(_folder.PathOf(folder));
        }

        foreach (var file in new[] { "scheme.json", "baseline.json", "data.h", "samples/deep/a.bin", "samples/b.bin", "out/model.tflite", "out/model.c", "out/model.h", "out/report.json", "out/report.html" })
        {
            File.WriteAllText(_folder.PathOf(file), file);
        }

        File.WriteAllText(_folder.PathOf("samples/y_labels.csv"), "deep/a.bin, 10, 3\nb.bin, 10, 4\n");
        Directory.CreateSymbolicLink(_folder.PathOf("link"), _folder.Path + "/out/..");
        File.CreateSymbolicLink(_folder.PathOf("link.tflite"), "digits.tflite");
        File.CreateSymbolicLink(_folder.PathOf("link-to-link.tflite"), "out/../link.tflite");
        return _folder.Request with
        {
            SchemeFile = _folder.PathOf("scheme.json"),
            BaselineReport = _folder.PathOf("baseline.json"),
            EvaluationData = [_folder.PathOf("samples")],
            OutputPath = _folder.PathOf("out/model.tflite"),
            ReportPath = _folder.PathOf("out/report.json"),
            HtmlPath = _folder.PathOf("out/report.html"),
            Exports = [CArrayTests.Export(_folder.PathOf("out/model.c"))],
        };
    }

    private static void HardLink(string target, string path)
    {
        using var process = System.Diagnostics.Process.Start("ln", [target, path]);
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
    }
}
