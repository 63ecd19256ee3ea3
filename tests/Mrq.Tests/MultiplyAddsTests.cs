using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Testing;

namespace Mrq.Tests;

[TestClass]
public sealed class MultiplyAddsTests
{
    [TestMethod]
    public void An_lstm_multiplies_input_and_state_by_the_weights_of_all_gates_in_each_step()
    {
        var graph = ModelFile.Read(TestData.PathOf("tflm_cases", "micro_speech_lstm.tflite")).Graph;

        // 49 steps of 257 values and 80 cells.
        Assert.AreEqual(49L * 4 * 80 * (257 + 80), Of(graph, "UNIDIRECTIONAL_SEQUENCE_LSTM")[0]);
    }

    [TestMethod]
    public void An_svdf_multiplies_the_input_and_its_memory()
    {
        var graph = ModelFile.Read(TestData.PathOf("models", "keyword_scrambled_8bit.tflite")).Graph;

        var first = graph.Operators.First(step => step.Name == "SVDF");
        Assert.AreEqual(graph.Tensors[first.Inputs[1]].Shape.ElementCount + graph.Tensors[first.Inputs[2]].Shape.ElementCount, Of(graph, "SVDF")[0]);
    }

    [TestMethod]
    [DataRow(false, 4L * 5 * 7 * 3)]
    [DataRow(true, 4L * 5 * 7 * 3)]
    public void A_product_of_matrices_multiplies_rows_by_columns(bool adjX, long expected)
    {
        Tensor Matrices(params ReadOnlySpan<int> shape) => new() { Name = "matrices", Type = ElementType.Int8, Shape = new TensorShape(shape) };
        var graph = new QuantizedGraph
        {
            Name = "main",
            Tensors = [adjX ? Matrices(4, 3, 5) : Matrices(4, 5, 3), Matrices(4, 3, 7), Matrices(4, 5, 7)],
            Operators = [new BatchMatMul { Inputs = [0, 1], Outputs = [2], AdjX = adjX }],
            Inputs = [0, 1],
            Outputs = [2],
        };

        Assert.AreEqual(expected, Of(graph, "BATCH_MATMUL")[0]);
    }

    private static List<long> Of(QuantizedGraph graph, string name) => [.. graph.Operators.Where(step => step.Name == name).Select(step => MultiplyAdds.Of(graph, step))];
}
