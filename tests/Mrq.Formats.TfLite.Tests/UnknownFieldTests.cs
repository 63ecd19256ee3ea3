using Mrq.Core.Graph;
using Mrq.Formats.TfLite.FlatBuffers;
using Mrq.Formats.TfLite.Schema;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>
/// What a newer schema adds survives. The "newer" files are made with a schema in which SubGraph has more fields than ours, and
/// what was written is read with that schema again.
/// </summary>
[TestClass]
public sealed class UnknownFieldTests
{
    private static readonly TableSchema Newer = new("SubGraph",
    [
        .. TfLiteSchema.Instance.Table("SubGraph").Fields,
        new FieldSchema { Number = 6, Name = "new_scalar", Type = "int", Kind = FieldKind.Scalar },
        new FieldSchema { Number = 7, Name = "new_string", Type = "string", Kind = FieldKind.String },
        new FieldSchema { Number = 8, Name = "new_vector", Type = "[long]", Kind = FieldKind.ScalarVector, Size = 8, Alignment = 8 },
        new FieldSchema { Number = 9, Name = "new_table", Type = "Metadata", Kind = FieldKind.Table, Target = "Metadata" },
        new FieldSchema { Number = 10, Name = "new_flag", Type = "bool", Kind = FieldKind.Scalar, Size = 1 },
        new FieldSchema { Number = 11, Name = "new_long", Type = "long", Kind = FieldKind.Scalar, Size = 8 },
    ]);

    [TestMethod]
    [DataRow(1)]
    [DataRow(16)]
    [DataRow(-1)]
    public void An_unknown_scalar_survives(int value) =>
        Assert.AreEqual(value, RoundTrip(table => table.WithScalar("new_scalar", value), "new_scalar").Int32("new_scalar"));

    [TestMethod]
    public void An_unknown_flag_survives() => Assert.IsTrue(RoundTrip(table => table.WithScalar("new_flag", 1), "new_flag").Bool("new_flag"));

    [TestMethod]
    public void An_unknown_long_survives() =>
        Assert.AreEqual(0x1122334455667788UL, RoundTrip(table => table.WithScalar("new_long", 0x1122334455667788), "new_long").Bits("new_long"));

    [TestMethod]
    public void An_unknown_string_survives() =>
        Assert.AreEqual("from the future", RoundTrip(table => table.With("new_string", FlatString.Of("from the future")), "new_string").Text("new_string"));

    [TestMethod]
    public void An_unknown_vector_survives() =>
        CollectionAssert.AreEqual(
            new long[] { 5, -6 },
            RoundTrip(table => table.With("new_vector", FlatVector.Of([5L, -6L])), "new_vector").Vector("new_vector")!.ToInt64s().ToArray());

    [TestMethod]
    public void An_unknown_table_survives()
    {
        var metadata = new FlatTable(TfLiteSchema.Instance.Table("Metadata")).With("name", FlatString.Of("inner")).WithScalar("buffer", 7);

        var table = RoundTrip(step => step.With("new_table", metadata), "new_table").Table("new_table")!;

        Assert.AreEqual("inner", table.Text("name"));
        Assert.AreEqual(7, table.Int32("buffer"));
    }

    [TestMethod]
    public void All_of_them_survive_together_and_twice()
    {
        var bytes = Newest(table => table.WithScalar("new_scalar", 3).With("new_string", FlatString.Of("s")).WithScalar("new_flag", 1));

        var table = ReadNewer(Rewrite(Rewrite(bytes)));

        Assert.AreEqual(3, table.Int32("new_scalar"));
        Assert.AreEqual("s", table.Text("new_string"));
        Assert.IsTrue(table.Bool("new_flag"));
    }

    [TestMethod]
    public void A_member_of_a_union_that_the_schema_lacks_survives()
    {
        var bytes = SmallTree.EditOperator(step => step.WithScalar("builtin_options_type", 250));
        var before = TfLiteModel.Read(bytes);
        Assert.IsInstanceOfType<OpaqueOperator>(before.Graph.Operators[0]);

        var after = Rewrite(bytes);

        // Named again, the member has its content.
        var step = TfLiteModel.Read(after).Root.Tables("subgraphs")[0].Tables("operators")[0];
        var target = ((FlatUnknown)step["builtin_options"]!).Target!.Value;
        var layout = TableLayout.Read(new FlatBytes(after), target, "options");
        Assert.AreEqual(250, step.Int32("builtin_options_type"));
        Assert.AreEqual((byte)ActivationFunctionType.Relu6, after[target + layout.OffsetOf(new FlatBytes(after), 0)]);
    }

    [TestMethod]
    public void A_tensor_type_that_the_schema_lacks_is_opaque_and_survives()
    {
        var bytes = SmallTree.EditTensor(2, tensor => tensor.WithScalar("type", 77));

        Assert.AreEqual(ElementType.Variant, TfLiteModel.Read(bytes).Graph.Tensors[2].Type);
        Assert.AreEqual(77, TfLiteModel.Read(Rewrite(bytes)).Root.Tables("subgraphs")[0].Tables("tensors")[2].Int32("type"));
    }

    private static FlatTable RoundTrip(Func<FlatTable, FlatTable> add, string field)
    {
        var bytes = Newest(add);
        Assert.IsInstanceOfType<FlatUnknown>(TfLiteModel.Read(bytes).Root.Tables("subgraphs")[0][Newer[field].Number]);
        return ReadNewer(Rewrite(bytes));
    }

    /// <summary>The small model as a newer writer makes it.</summary>
    private static byte[] Newest(Func<FlatTable, FlatTable> add) => SmallTree.EditSubgraph(subgraph => add(new FlatTable(Newer, subgraph.Fields)));

    /// <summary>Written again with a changed tensor, so that positions move.</summary>
    private static byte[] Rewrite(byte[] bytes)
    {
        var model = TfLiteModel.Read(bytes);
        return model.Write(model.Graph.WithTensors(new Dictionary<int, Tensor> { [0] = model.Graph.Tensors[0] with { Name = "a longer name than before" } }));
    }

    /// <summary>The subgraph as a newer reader sees it.</summary>
    private static FlatTable ReadNewer(byte[] bytes)
    {
        var all = TfLiteSchema.Instance.AllTables.Select(table => table.Name == "SubGraph" ? Newer : table);
        return new FlatDecoder(bytes, TfLiteSchema.Instance.WithTables(all)).DecodeRoot(TfLiteSchema.Instance.Model).Tables("subgraphs")[0];
    }
}
