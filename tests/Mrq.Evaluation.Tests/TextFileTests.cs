using System.Text;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Tests;

/// <summary>Text is read as editors save it.</summary>
[TestClass]
public sealed class TextFileTests
{
    [TestMethod]
    [DataRow("\uFEFF", "\r\n")]
    [DataRow("\uFEFF", "\n")]
    [DataRow("", "\r\n")]
    [DataRow("\uFEFFfile, classes, label\r\n", "\r\n")]
    public void A_table_of_labels_may_begin_with_a_byte_order_mark_and_end_its_lines_as_any_editor_does(string start, string end)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.bin", [1, 2]);
        folder.Write("b.bin", [3, 4]);
        var table = folder.Write("y_labels.csv", Encoding.UTF8.GetBytes($"{start}a.bin, 10, 3{end}b.bin, 10, 4{end}"));

        var dataset = Dataset.Load([table], null, new Tensor { Name = "x", Type = ElementType.Int8, Shape = new TensorShape(1, 2) });

        CollectionAssert.AreEqual(new[] { 3, 4 }, dataset.Labels!.Value.ToArray());
        CollectionAssert.AreEqual(new[] { "y_labels.csv", "a.bin", "b.bin" }, DatasetFiles.Of(table).Select(Path.GetFileName).ToArray());
        CollectionAssert.AreEqual(DatasetFiles.Of(table).ToArray(), DatasetFiles.Of(Path.GetDirectoryName(table)!).ToArray());
    }
}
