using System.Text.RegularExpressions;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Gate;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>A conversion treats the files of any output format alike, of one that nothing in the product names, too.</summary>
[TestClass]
public sealed partial class ExportTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Every_file_that_is_predicted_is_delivered_and_no_other()
    {
        var request = _folder.Request with { HtmlPath = _folder.PathOf("out/page.html"), Exports = [List(), CArrayTests.Export(_folder.PathOf("out/c/digits.c"))] };

        ModelConverter.Convert(request);

        CollectionAssert.AreEquivalent(
            request.Outputs.Files.Select(file => file.Path).ToArray(),
            Directory.GetFiles(_folder.PathOf("out"), "*", SearchOption.AllDirectories));
        var names = ModelFile.Read(request.OutputPath).Graph.Tensors.Select(tensor => tensor.Name).ToList();
        Assert.AreEqual($"Tensors\n{string.Join('\n', names)}\n", File.ReadAllText(_folder.PathOf("out/digits.tensors")));
        Assert.AreEqual($"{names.Count}\n", File.ReadAllText(_folder.PathOf("out/digits.tensors.length")));
    }

    [TestMethod]
    public void One_from_the_cache_is_exported_as_one_that_was_just_made()
    {
        var request = _folder.Request with { CacheDirectory = _folder.PathOf("cache") };
        ModelConverter.Convert(request);

        Assert.IsTrue(ModelConverter.Convert(request with { Exports = [List()] }).FromCache);

        Assert.StartsWith("Tensors\n", File.ReadAllText(_folder.PathOf("out/digits.tensors")));
    }

    [TestMethod]
    public void A_failed_gate_leaves_none_of_an_earlier_conversion()
    {
        var request = _folder.Request with { Exports = [List()] };
        ModelConverter.Convert(request);

        Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request with { Limits = new GateLimits { MinSqnr = 99 } }));

        Assert.AreEqual(request.ReportPath, Directory.GetFiles(_folder.PathOf("out")).Single());
    }

    [TestMethod]
    [DataRow("digits.tflite", "the tensor list would be written over the model that is converted")]
    [DataRow("out/digits.tflite", "the tensor list and the converted model would be one file")]
    [DataRow("data", "the tensor list's length would be written over the calibration data")]
    public void Each_of_its_files_has_a_place_of_its_own_or_nothing_is_touched(string place, string message)
    {
        File.Move(_folder.PathOf("calibration.npz"), _folder.PathOf("data.length"));
        var before = FolderSnapshot.Of(_folder.Path);

        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(_folder.Request with { CalibrationData = [_folder.PathOf("data.length")], Exports = [List() with { Path = _folder.PathOf(place) }] }));

        Assert.AreEqual((MrqCodes.OutputOverInput, $"{message}; give it a path of its own."), (error.Code, error.Message));
        Assert.AreEqual(before, FolderSnapshot.Of(_folder.Path));
    }

    [TestMethod]
    public void What_a_format_refuses_is_refused_before_anything_is_touched()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(_folder.Request with { Exports = [List().With("ListTitle", "")] }));

        Assert.AreEqual(MrqCodes.BadOption, error.Code);
        Assert.IsFalse(Directory.Exists(_folder.PathOf("out")));
    }

    [TestMethod]
    public void A_format_that_gives_other_files_than_it_told_leaves_nothing()
    {
        var export = List() with { Format = new TensorListExport { Missing = 1 } };

        var error = Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(_folder.Request with { Exports = [export] }));

        Assert.AreEqual(MrqCodes.Internal, error.Code);
        Assert.IsFalse(Directory.Exists(_folder.PathOf("out")) && Directory.GetFiles(_folder.PathOf("out")).Length > 0);
    }

    [TestMethod]
    public void Every_format_has_a_name_and_an_extension_of_its_own_and_the_documentation_has_its_name()
    {
        var formats = ExportFormats.All;
        var row = File.ReadLines(Path.Combine(TestData.Repository, "docs", "items.md")).Single(line => line.StartsWith("| `OutputFormat` |", StringComparison.Ordinal));

        CollectionAssert.AllItemsAreUnique(formats.Select(format => format.Name).ToList());
        CollectionAssert.AllItemsAreUnique(formats.Select(format => format.Extension).ToList());
        foreach (var format in formats)
        {
            Assert.MatchesRegex(Words(), format.Name);
            Assert.StartsWith(".", format.Extension);
            Assert.Contains($"`{format.Name}`", row);
            var request = new ExportRequest(format, $"nets/model{format.Extension}");
            Assert.AreEqual(request.Path, format.Files(request)[0].Path, "the main file is the first");
        }
    }

    private ExportRequest List() => new ExportRequest(new TensorListExport(), _folder.PathOf("out/digits.tensors")).With("ListTitle", "Tensors");

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex Words();
}
