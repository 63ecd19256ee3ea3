using Mrq.Core.Diagnostics;

namespace Mrq.Tests;

/// <summary>What cannot be written is said before the work, not after it.</summary>
[TestClass]
public sealed class OutputFileTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("output", "digits.tflite/out.tflite", "a file in a folder's place")]
    [DataRow("output", "folder", "a folder in the file's place")]
    [DataRow("report", "folder", "a folder in the file's place")]
    [DataRow("html", "folder", "a folder in the file's place")]
    [DataRow("c-array", "folder", "a folder in the file's place")]
    public void A_conversion_whose_files_cannot_be_written_does_not_begin(string which, string name, string why)
    {
        Directory.CreateDirectory(_folder.PathOf("folder"));
        var path = _folder.PathOf(name);
        var request = which switch
        {
            "output" => _folder.Request with { OutputPath = path },
            "report" => _folder.Request with { ReportPath = path },
            "html" => _folder.Request with { HtmlPath = path },
            _ => _folder.Request with { CArrayPath = path },
        };
        var progress = new Lines();

        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request, progress));

        Assert.AreEqual((MrqCodes.CannotWrite, path), (error.Code, error.Place.File), why);
        Assert.IsEmpty(progress.Reported);
    }

    [TestMethod]
    public void To_ask_leaves_neither_folder_nor_file()
    {
        var before = Directory.GetFileSystemEntries(_folder.Path).Order().ToArray();

        OutputFile.RequireWritable(_folder.PathOf("new/deep/out.tflite"));

        CollectionAssert.AreEqual(before, Directory.GetFileSystemEntries(_folder.Path).Order().ToArray());
    }

    private sealed class Lines : IProgress<string>
    {
        public List<string> Reported { get; } = [];

        public void Report(string value) => Reported.Add(value);
    }
}
