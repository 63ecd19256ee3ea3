using System.Text;
using Mrq.Core.Diagnostics;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>What is refused, with which code, and what the message says.</summary>
[TestClass]
public sealed class RefusalTests
{
    /// <summary>What a refusal may allocate. Tables or vectors that share their bytes over and over, as some files here do, would come to hundreds of megabytes.</summary>
    private const int MostBytes = 16 << 20;

    [TestMethod]
    [DataRow("", "empty")]
    [DataRow("just some words", "text file")]
    [DataRow("version https://git-lfs.github.com/spec/v1", "Git LFS")]
    [DataRow("PK\u0003\u0004 and so on", "zip")]
    [DataRow("\b\u0007\u0012\u0007pytorch\u0001", "ONNX")]
    [DataRow("GGUF\u0003\0\0\0\0\0", "GGUF")]
    [DataRow("\u001c\0\0\0TFL2\0\0\0\0", "TFLite model of another")]
    public void A_file_that_is_no_model_is_named_for_what_it_is(string content, string expected)
    {
        var exception = Refuse(Encoding.UTF8.GetBytes(content), MrqCodes.NotAModel);

        StringAssert.Contains(exception.Message, expected);
    }

    [TestMethod]
    public void An_HDF5_file_is_named() =>
        StringAssert.Contains(Refuse([0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10], MrqCodes.NotAModel).Message, "HDF5");

    [TestMethod]
    public void A_damaged_offset_is_reported_with_its_place()
    {
        var bytes = (byte[])SmallModel.Bytes.Clone();
        bytes[3] = 0x7F;

        Assert.AreEqual(0L, Refuse(bytes, MrqCodes.CorruptModel).Place.ByteOffset);
    }

    [TestMethod]
    public void Another_schema_version_is_refused() =>
        Refuse(SmallTree.Edit(root => root.WithScalar("version", 4)), MrqCodes.UnsupportedModelVersion);

    [TestMethod]
    public void A_negative_dimension_is_refused_by_the_tensors_name() =>
        Assert.AreEqual("weights", Refuse(WithShape(-1, 4), MrqCodes.InvalidGraph).Place.Tensor);

    [TestMethod]
    [DataRow(1 << 20, 1 << 20)]
    [DataRow(0, 1 << 20, 1 << 20)]
    public void A_shape_that_no_memory_holds_is_refused(params int[] shape) => Refuse(WithShape(shape), MrqCodes.InvalidGraph);

    [TestMethod]
    public void A_constant_of_the_wrong_size_is_refused() => StringAssert.Contains(Refuse(WithShape(3, 3), MrqCodes.InvalidGraph).Message, "8 bytes");

    [TestMethod]
    public void A_buffer_that_does_not_exist_is_refused() =>
        Refuse(SmallTree.EditTensor(1, tensor => tensor.WithScalar("buffer", 99)), MrqCodes.InvalidGraph);

    [TestMethod]
    public void An_operator_code_that_does_not_exist_is_refused() =>
        Refuse(SmallTree.EditOperator(step => step.WithScalar("opcode_index", 99)), MrqCodes.InvalidGraph);

    [TestMethod]
    public void A_tensor_that_does_not_exist_is_refused() =>
        Refuse(SmallTree.EditOperator(step => step.With("inputs", FlatVector.Of([0, 1, 77]))), MrqCodes.InvalidGraph);

    [TestMethod]
    [DataRow(1L << 40)]
    [DataRow(128L)]
    [DataRow(-129L)]
    public void A_zero_point_outside_of_its_type_is_refused_by_the_tensors_name(long zeroPoint)
    {
        var bytes = SmallTree.EditTensor(1, tensor => tensor.With("quantization", tensor.Table("quantization")!.With("zero_point", FlatVector.Of([0L, zeroPoint]))));

        var exception = Refuse(bytes, MrqCodes.InvalidGraph);

        Assert.AreEqual("weights", exception.Place.Tensor);
        StringAssert.Contains(exception.Message, $"{zeroPoint} is outside of what INT8 can have");
    }

    [TestMethod]
    public void A_zero_point_of_a_type_without_such_a_range_fits_32_bits() =>
        Refuse(SmallTree.EditTensor(0, tensor => tensor.WithScalar("type", 0).With("quantization", tensor.Table("quantization")!.With("zero_point", FlatVector.Of([1L << 31])))), MrqCodes.InvalidGraph);

    [TestMethod]
    public void A_graph_input_that_is_a_constant_is_refused() =>
        Assert.AreEqual("weights", Refuse(SmallTree.EditSubgraph(subgraph => subgraph.With("inputs", FlatVector.Of([0, 1]))), MrqCodes.InvalidGraph).Place.Tensor);

    [TestMethod]
    public void A_graph_input_that_an_operator_computes_is_refused() =>
        Assert.AreEqual("output", Refuse(SmallTree.EditSubgraph(subgraph => subgraph.With("inputs", FlatVector.Of([0, 3]))), MrqCodes.InvalidGraph).Place.Tensor);

    [TestMethod]
    public void A_tensor_that_two_operators_compute_is_refused() => Refuse(
        SmallTree.EditSubgraph(subgraph => subgraph.With("operators", new FlatTableVector([subgraph.Tables("operators")[0], subgraph.Tables("operators")[0]]))), MrqCodes.InvalidGraph);

    [TestMethod]
    public void A_graph_output_that_nobody_computes_is_refused() =>
        Assert.AreEqual("output", Refuse(SmallTree.EditSubgraph(subgraph => subgraph.With("operators", null)), MrqCodes.InvalidGraph).Place.Tensor);

    [TestMethod]
    public void A_graph_output_may_be_a_constant()
    {
        var graph = TfLiteModel.Read(SmallTree.EditSubgraph(subgraph => subgraph.With("outputs", FlatVector.Of([3, 2])))).Graph;

        Assert.IsTrue(graph.Tensors[graph.Outputs[1]].IsConstant);
    }

    [TestMethod]
    public void A_graph_output_that_is_a_constant_of_the_wrong_size_is_refused()
    {
        var bytes = SmallTree.EditSubgraph(subgraph => subgraph.With("operators", null).With("outputs", FlatVector.Of([2])).With("tensors", new FlatTableVector(
            subgraph.Tables("tensors").SetItem(2, subgraph.Tables("tensors")[2].With("shape", FlatVector.Of([5]))))));

        Assert.AreEqual("bias", Refuse(bytes, MrqCodes.InvalidGraph).Place.Tensor);
    }

    [TestMethod]
    public void Data_in_another_file_is_refused() =>
        Refuse(SmallTree.EditTensor(1, tensor => tensor.WithScalar("external_buffer", 1)), MrqCodes.InvalidGraph);

    [TestMethod]
    public void A_model_without_subgraph_is_refused() => Refuse(SmallTree.Edit(root => root.With("subgraphs", null)), MrqCodes.InvalidGraph);

    [TestMethod]
    public void Subgraphs_that_share_one_list_of_tensors_over_and_over_are_refused()
    {
        var bytes = SmallTree.Edit(root =>
        {
            var subgraph = root.Tables("subgraphs")[0];
            var tensors = new FlatTableVector([.. Enumerable.Repeat(subgraph.Tables("tensors")[0], 2000)]);
            subgraph = subgraph.With("tensors", tensors).With("operators", null).With("outputs", null);
            return root.With("subgraphs", new FlatTableVector([.. Enumerable.Repeat(subgraph, 2000)]));
        });

        Refuse(bytes, MrqCodes.InvalidGraph);
    }

    [TestMethod]
    public void Vectors_that_overlap_over_and_over_are_refused()
    {
        // 4096 tensors, each with a shape that says it is long: it covers most of the shapes behind it.
        const int Tensors = 4096;
        var bytes = SmallTree.EditSubgraph(subgraph => subgraph.With("operators", null).With("outputs", null).With("inputs", null).With(
            "tensors",
            new FlatTableVector([.. Enumerable.Range(0, Tensors).Select(_ => new FlatTable(subgraph.Tables("tensors")[0].Schema)
                .With("shape", new FlatVector(new byte[4 * 8], 4, 4)))])));
        OverlapVectors(bytes, Tensors);

        StringAssert.Contains(Refuse(bytes, MrqCodes.CorruptModel).Message, "overlap");
    }

    [TestMethod]
    public void A_file_over_2_GiB_is_refused_before_it_is_read()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var stream = File.OpenWrite(path))
            {
                stream.SetLength(1L << 31);
            }

            var exception = Assert.ThrowsExactly<MrqException>(() => TfLiteModel.ReadFile(path));
            Assert.AreEqual(MrqCodes.ModelTooLarge, exception.Code);
            Assert.AreEqual(path, exception.Place.File);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void A_missing_file_is_refused_by_its_name()
    {
        var exception = Assert.ThrowsExactly<MrqException>(() => TfLiteModel.ReadFile("no/such.tflite"));

        Assert.AreEqual(MrqCodes.FileMissing, exception.Code);
        Assert.AreEqual("no/such.tflite", exception.Place.File);
    }

    [TestMethod]
    public void Data_behind_the_FlatBuffer_is_read_and_written_inline()
    {
        byte[] outside = [11, 12, 13, 14, 15, 16, 17, 18];
        var length = SmallTree.Edit(root => WithOutsideData(root, 1 << 20)).Length;
        var bytes = SmallTree.Edit(root => WithOutsideData(root, length)).Concat(outside).ToArray();

        var model = TfLiteModel.Read(bytes);
        var again = TfLiteModel.Read(model.Write(model.Graph));

        CollectionAssert.AreEqual(outside, model.Graph.Tensors[1].Data!.Value.ToArray());
        CollectionAssert.AreEqual(outside, again.Graph.Tensors[1].Data!.Value.ToArray());
        Assert.IsNull(again.Root.Tables("buffers")[1]["offset"]);
    }

    [TestMethod]
    public void Data_beyond_the_file_is_refused() =>
        Refuse(SmallTree.Edit(root => WithOutsideData(root, 1 << 20)), MrqCodes.CorruptModel);

    /// <summary>Makes each of the vectors of 8 zeros claim 16384 elements; the last ones get room at the end of the file.</summary>
    private static void OverlapVectors(byte[] bytes, int count)
    {
        byte[] vector = [8, 0, 0, 0, .. new byte[32]];
        var at = 0;
        for (var i = 0; i < count && bytes.AsSpan(at).IndexOf(vector) is >= 0 and var next; i++)
        {
            at += next;
            var room = (bytes.Length - at - 4) / 4;
            BitConverter.TryWriteBytes(bytes.AsSpan(at), Math.Min(room, 16384));
            at += 4;
        }
    }

    private static FlatTable WithOutsideData(FlatTable root, int offset)
    {
        var buffers = root.Tables("buffers");
        return root.With("buffers", new FlatTableVector(
            buffers.SetItem(1, buffers[1].With("data", null).WithScalar("offset", offset).WithScalar("size", 8))));
    }

    private static byte[] WithShape(params int[] shape) => SmallTree.EditTensor(1, tensor => tensor.With("shape", FlatVector.Of(shape)));

    private static MrqException Refuse(byte[] bytes, MrqCode code)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var exception = Assert.ThrowsExactly<MrqException>(() => TfLiteModel.Read(bytes));
        Assert.IsLessThan(MostBytes, GC.GetAllocatedBytesForCurrentThread() - before, "what is refused takes little work");
        Assert.AreEqual(code, exception.Code, exception.Message);
        return exception;
    }
}
