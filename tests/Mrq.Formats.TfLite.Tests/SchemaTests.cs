using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.Tests;

[TestClass]
public sealed class SchemaTests
{
    [TestMethod]
    public void Field_numbers_count_from_zero_without_gaps()
    {
        foreach (var table in TfLiteSchema.Instance.AllTables)
        {
            for (var i = 0; i < table.Fields.Length; i++)
            {
                Assert.AreEqual(i, table.Fields[i].Number, table.Name);
            }
        }
    }

    [TestMethod]
    public void Tables_without_fields_are_known_from_their_unions() =>
        Assert.IsEmpty(TfLiteSchema.Instance.Table("DequantizeOptions").Fields);

    [TestMethod]
    [DataRow("Conv2DOptions", "dilation_w_factor", 1)]
    [DataRow("Operator", "debug_metadata_index", -1)]
    [DataRow("AddOptions", "pot_scale_int16", 1)]
    [DataRow("UniqueOptions", "idx_out_type", 2)]
    [DataRow("Conv2DOptions", "stride_w", 0)]
    public void Defaults_are_the_schemas(string table, string field, int expected) =>
        Assert.AreEqual(expected, unchecked((int)TfLiteSchema.Instance.Table(table)[field].Default));

    [TestMethod]
    public void The_data_of_buffers_is_aligned_to_16() => Assert.AreEqual(16, TfLiteSchema.Instance.Table("Buffer")["data"].Alignment);

    [TestMethod]
    public void Every_builtin_options_table_can_be_reached() =>
        Assert.AreEqual("Conv2DOptions", TfLiteSchema.Instance.Member("BuiltinOptions", 1)!.Name);
}
