using Mrq.Testing;

namespace Mrq.Formats.TfLite.Tests;

[TestClass]
public sealed class RoundTripTests
{
    [TestMethod]
    [DataRow("models", 14)]
    [DataRow("operators", 264)]
    [DataRow("int16x8_operators", 127)]
    [DataRow("tflm_cases", 11)]
    public void Every_model_comes_out_as_it_went_in(string folder, int count)
    {
        var files = Directory.GetFiles(TestData.PathOf(folder), "*.tflite", SearchOption.AllDirectories);

        foreach (var file in files)
        {
            var model = TfLiteModel.Read(File.ReadAllBytes(file));
            var written = model.Write(model.Graph);
            FlatBuffersJudge.Require(written);
            var again = TfLiteModel.Read(written);

            Assert.IsNull(TreeComparison.FirstDifference(model.Root, again.Root), file);
            CollectionAssert.AreEqual(written, again.Write(again.Graph), $"{file}: written twice, the bytes differ");
        }

        Assert.HasCount(count, files);
    }

    [TestMethod]
    public void The_archive_of_labels_moves_with_the_end_of_the_model()
    {
        var bytes = File.ReadAllBytes(TestData.PathOf("models", "mobilenet_v1_0.25_128_quant.tflite"));
        var model = TfLiteModel.Read(bytes);
        var longer = model.Graph.WithTensors(new Dictionary<int, Core.Graph.Tensor>
        {
            [0] = model.Graph.Tensors[0] with { Name = new string('n', 1000) },
        });

        var written = model.Write(longer);

        FlatBuffersJudge.Require(written);
        Assert.AreNotEqual(bytes.Length, written.Length);
        Assert.AreEqual(Labels(bytes), Labels(written));
    }

    private static string Labels(byte[] file)
    {
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(file));
        using var reader = new StreamReader(archive.Entries[0].Open());
        return archive.Entries[0].FullName + reader.ReadToEnd();
    }
}
