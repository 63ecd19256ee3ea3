using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Tests;

/// <summary>Poolings between DEQUANTIZE and QUANTIZE are no business of a scheme.</summary>
[TestClass]
public sealed class RealPoolingTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_pooling_of_real_numbers_keeps_its_activation(bool isMaximum)
    {
        var (image, pooled) = (new TensorShape(1, 4, 4, 2), new TensorShape(1, 2, 2, 2));
        var scale = new QuantizationParameters(0.05f, 10);
        Operator pool = isMaximum
            ? new MaxPool2D { Inputs = [1], Outputs = [2], FilterHeight = 2, FilterWidth = 2, StrideH = 2, StrideW = 2, Padding = Padding.Valid, FusedActivationFunction = ActivationFunctionType.Relu }
            : new AveragePool2D { Inputs = [1], Outputs = [2], FilterHeight = 2, FilterWidth = 2, StrideH = 2, StrideW = 2, Padding = Padding.Valid, FusedActivationFunction = ActivationFunctionType.Relu };
        var graph = new QuantizedGraph
        {
            Name = "",
            Tensors =
            [
                new Tensor { Name = "x", Type = ElementType.Int8, Shape = image, Quantization = scale },
                new Tensor { Name = "real", Type = ElementType.Float32, Shape = image },
                new Tensor { Name = "pooled", Type = ElementType.Float32, Shape = pooled },
                new Tensor { Name = "y", Type = ElementType.Int8, Shape = pooled, Quantization = scale },
            ],
            Operators = [new Dequantize { Inputs = [0], Outputs = [1] }, pool, new Quantize { Inputs = [2], Outputs = [3] }],
            Inputs = [0],
            Outputs = [3],
        };

        var converted = Requantizer.Convert(graph, Arithmetic.TFLite, new SchemeAssignment(SchemeCatalogue.Named("int8-symmetric")), null, new ParallelOptions()).Graph;

        Assert.AreEqual(ActivationFunctionType.Relu, converted.Operators.OfType<PoolingOperator>().Single().FusedActivationFunction);
    }
}
