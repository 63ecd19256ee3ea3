using Mrq.Core.Diagnostics;
using Mrq.Core.Numerics;
using Mrq.Evaluation.Datasets;
using Mrq.Formats.TfLite;

namespace Mrq.Tests;

/// <summary>What <c>mrq run</c> writes: never over what it reads, and all of it or nothing.</summary>
[TestClass]
public sealed class RunFilesTests : IDisposable
{
    private readonly ConversionFolder _folder = new();

    public RunFilesTests()
    {
        Directory.CreateDirectory(_folder.PathOf("dump"));
        File.WriteAllBytes(_folder.PathOf("in.bin"), new byte[64]);
        File.WriteAllBytes(_folder.PathOf("dump/0.bin"), new byte[64]);
        File.Copy(_folder.PathOf("digits.tflite"), _folder.PathOf("dump/1.bin"));
        File.WriteAllText(_folder.PathOf("y_labels.csv"), "in.bin, 10, 3\n");
    }

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow("digits.tflite", "in.bin", "in.bin", null, "the output would be written over the input")]
    [DataRow("digits.tflite", "y_labels.csv", "in.bin", null, "the output would be written over the input")]
    [DataRow("digits.tflite", "in.bin", "dump/../digits.tflite", null, "the output would be written over the model")]
    [DataRow("digits.tflite", "dump/0.bin", "out.bin", "dump", "a dumped tensor would be written over the input")]
    [DataRow("dump/1.bin", "in.bin", "out.bin", "dump", "a dumped tensor would be written over the model")]
    [DataRow("digits.tflite", "in.bin", "dump/2.bin", "dump", "the output and a dumped tensor would be one file")]
    [DataRow("digits.tflite", "in.bin", "out", "out", "the output would be the folder of a dumped tensor")]
    public void Nothing_is_written_over_another_file(string model, string input, string output, string? dump, string message)
    {
        var before = FolderSnapshot.Of(_folder.Path);

        var error = Assert.ThrowsExactly<MrqException>(() => Run(model, input, output, dump));

        Assert.AreEqual((MrqCodes.OutputOverInput, $"{message}; give it a path of its own."), (error.Code, error.Message));
        Assert.AreEqual(before, FolderSnapshot.Of(_folder.Path));
    }

    [TestMethod]
    public void An_output_that_cannot_be_written_leaves_no_dump()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Run("digits.tflite", "in.bin", "dump", "tensors"));

        Assert.AreEqual((MrqCodes.CannotWrite, _folder.PathOf("dump")), (error.Code, error.Place.File));
        Assert.IsFalse(Directory.Exists(_folder.PathOf("tensors")));
    }

    [TestMethod]
    public void Several_outputs_are_not_written_to_a_file_of_one_array()
    {
        var model = TfLiteModel.Read(File.ReadAllBytes(_folder.PathOf("digits.tflite")));
        File.WriteAllBytes(_folder.PathOf("two.tflite"), model.Write(model.Graph with { Outputs = [model.Graph.Outputs[0], model.Graph.Operators[^2].Outputs[0]] }));

        var error = Assert.ThrowsExactly<MrqException>(() => Run("two.tflite", "in.bin", "out.npy", null));

        Assert.AreEqual((MrqCodes.BadOption, "the model has 2 outputs and a .npy file holds one array; write .npz or .bin."), (error.Code, error.Message));
        Assert.IsFalse(File.Exists(_folder.PathOf("out.npy")));
        Run("two.tflite", "in.bin", "out.npz", null);
        Assert.HasCount(2, NumpyFile.Read(_folder.PathOf("out.npz")));
    }

    [TestMethod]
    [DataRow("out.bin")]
    [DataRow("out.npy")]
    [DataRow("out.npz")]
    public void A_run_leaves_its_output_and_its_dump_and_no_temporary_file(string output)
    {
        Run("digits.tflite", "in.bin", output, "tensors");

        Assert.IsTrue(File.Exists(_folder.PathOf(output)));
        Assert.IsNotEmpty(Directory.GetFiles(_folder.PathOf("tensors"), "*.bin"));
        Assert.IsEmpty(Directory.GetFiles(_folder.Path, "*.tmp", SearchOption.AllDirectories));
    }

    private void Run(string model, string input, string output, string? dump) =>
        ModelRunner.Run(_folder.PathOf(model), [_folder.PathOf(input)], _folder.PathOf(output), Arithmetic.TFLite, dump is null ? null : _folder.PathOf(dump));
}
