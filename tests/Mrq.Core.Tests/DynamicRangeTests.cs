using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Core.Tests;

/// <summary>Which operators compute real numbers with weights of integers.</summary>
[TestClass]
public sealed class DynamicRangeTests
{
    private static readonly Tensor Real = new() { Name = "real", Type = ElementType.Float32, Shape = new TensorShape(1, 4) };
    private static readonly Tensor Ids = new() { Name = "ids", Type = ElementType.Int32, Shape = new TensorShape(4) };
    private static readonly Tensor Weights = new() { Name = "weights", Type = ElementType.Int8, Shape = new TensorShape(4, 4), Quantization = new QuantizationParameters(1f), Data = new byte[16] };

    [TestMethod]
    public void Any_operator_whose_output_is_real_and_whose_constant_is_quantized_is_one()
    {
        foreach (var step in new Operator[]
        {
            new FullyConnected { Inputs = [0, 2], Outputs = [3] }, new BatchMatMul { Inputs = [0, 2], Outputs = [3] }, new OpaqueOperator("BIDIRECTIONAL_SEQUENCE_LSTM") { Inputs = [0, 2], Outputs = [3] },
            new OpaqueOperator("EMBEDDING_LOOKUP") { Inputs = [1, 2], Outputs = [3] },
        })
        {
            Assert.IsTrue(DynamicRange.Contains(Graph(step), step), step.Name);
        }

        foreach (var step in new Operator[]
        {
            new Dequantize { Inputs = [2], Outputs = [3] }, new OpaqueOperator("CUSTOM(x)") { Inputs = [0, 2], Outputs = [3] }, new FullyConnected { Inputs = [0, 0], Outputs = [3] },
            new Gather { Inputs = [2, 1], Outputs = [4] }, new DetectionPostProcess { Inputs = [0, 0, 2], Outputs = [3] },
        })
        {
            Assert.IsFalse(DynamicRange.Contains(Graph(step), step), step.Name);
        }
    }

    [TestMethod]
    public void A_refusal_names_the_first_and_counts_the_others()
    {
        var step = new FullyConnected { Inputs = [0, 2], Outputs = [3] };

        Assert.StartsWith("only the weights are quantized (dynamic range): FULLY_CONNECTED at 0 multiplies float32 activations", DynamicRange.Refusal(Graph(step)));
        Assert.StartsWith("only the weights are quantized (dynamic range): FULLY_CONNECTED at 0 and 2 more multiply float32 activations", DynamicRange.Refusal(Graph(step, step, step)));
        Assert.IsNull(DynamicRange.Refusal(Graph()));
    }

    private static QuantizedGraph Graph(params Operator[] steps) => new() { Name = "main", Tensors = [Real, Ids, Weights, Real, Weights with { Data = null }], Operators = [.. steps], Inputs = [0, 1], Outputs = [3] };
}
