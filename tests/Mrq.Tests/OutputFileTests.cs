using Mrq.Core.Diagnostics;
using Mrq.Files;

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
            _ => _folder.Request with { Exports = [CArrayTests.Export(path)] },
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

    [TestMethod]
    [DataRow("/dev/null")]
    [DataRow("/dev/stdout")]
    [DataRow("/dev/fd/1")]
    [DataRow("/proc/self/fd/1")]
    public void A_device_is_no_place_for_a_result(string path)
    {
        RequireLinux();

        // Nothing but the question is asked of the machine's own devices.
        var error = Assert.ThrowsExactly<MrqException>(() => OutputFile.RequireWritable(path));

        Assert.AreEqual((MrqCodes.CannotWrite, path), (error.Code, error.Place.File));
        Assert.StartsWith("a device or a pipe is no place for a result", error.Message);
        OutputFile.RequireWritable("/dev/shm/result.json");
    }

    [TestMethod]
    public void A_pipe_stays_what_it_is()
    {
        RequireLinux();
        var pipe = _folder.PathOf("pipe");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [pipe]))
        {
            make.WaitForExit();
        }

        var before = FileNode.Of(pipe);
        Assert.IsFalse(before!.Value.IsFileOrFolder);
        foreach (var request in new[] { _folder.Request with { OutputPath = pipe }, _folder.Request with { ReportPath = pipe }, _folder.Request with { Exports = [CArrayTests.Export(pipe)] } })
        {
            Assert.AreEqual(MrqCodes.CannotWrite, Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(request)).Code);
        }

        Assert.AreEqual(before, FileNode.Of(pipe));
    }

    [TestMethod]
    public void A_name_is_written_when_it_is_as_long_as_a_name_can_be_and_refused_before_the_work_when_it_is_longer()
    {
        var longest = new string('n', 255 - ".json".Length) + ".json";
        var progress = new Lines();

        ModelConverter.Convert(_folder.Request with { ReportPath = _folder.PathOf(longest) });

        Assert.IsTrue(File.Exists(_folder.PathOf(longest)));
        Assert.AreEqual(MrqCodes.CannotWrite, Assert.ThrowsExactly<MrqException>(() => ModelConverter.Convert(_folder.Request with { ReportPath = _folder.PathOf("n" + longest) }, progress)).Code);
        Assert.IsEmpty(progress.Reported);
    }

    [TestMethod]
    public void Files_that_belong_together_are_delivered_together_or_not_at_all()
    {
        using (var staged = new StagedFiles())
        {
            staged.Add(_folder.PathOf("one/a"), [1]);
            staged.Add(_folder.PathOf("b"), [2]);
            Directory.CreateDirectory(_folder.PathOf("b"));
            Assert.AreEqual(_folder.PathOf("b"), Assert.ThrowsExactly<MrqException>(staged.Deliver).Place.File);
        }

        Assert.IsEmpty(Directory.GetFiles(_folder.PathOf("one")));
        Assert.IsEmpty(Directory.GetFiles(_folder.Path, "*.tmp"));
    }

    [TestMethod]
    public void Until_all_are_delivered_every_place_holds_what_it_held()
    {
        var (old, fresh) = (_folder.PathOf("old"), _folder.PathOf("fresh"));
        File.WriteAllBytes(old, [1, 1]);
        using (var abandoned = new StagedFiles())
        {
            abandoned.Add(old, [2]);
            abandoned.Add(fresh, [3]);
        }

        CollectionAssert.AreEqual(new byte[] { 1, 1 }, File.ReadAllBytes(old), "nothing was delivered");
        Assert.IsFalse(File.Exists(fresh));
        using var staged = new StagedFiles();
        staged.Add(old, [2]);
        staged.Add(fresh, [3]);
        CollectionAssert.AreEqual(new byte[] { 1, 1 }, File.ReadAllBytes(old));
        Assert.IsFalse(File.Exists(fresh));

        staged.Deliver();

        CollectionAssert.AreEqual(new byte[] { 2 }, File.ReadAllBytes(old));
        CollectionAssert.AreEqual(new byte[] { 3 }, File.ReadAllBytes(fresh));
        Assert.IsEmpty(Directory.GetFiles(_folder.Path, "*.tmp"));
    }

    [TestMethod]
    public void Who_reads_the_old_file_reads_it_to_its_end()
    {
        RequireLinux();
        var path = _folder.PathOf("model");
        File.WriteAllBytes(path, [1, 2, 3]);
        using var reader = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

        OutputFile.Write(path, [4, 5, 6]);

        var read = new byte[3];
        reader.ReadExactly(read);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, read);
        CollectionAssert.AreEqual(new byte[] { 4, 5, 6 }, File.ReadAllBytes(path));
    }

    private static void RequireLinux()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Inconclusive("These are Linux's devices and pipes.");
        }
    }

    private sealed class Lines : IProgress<string>
    {
        public List<string> Reported { get; } = [];

        public void Report(string value) => Reported.Add(value);
    }
}
