using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Tests;

/// <summary>Layers of real numbers between quantized ones, as quantizers leave the first and the last layer of a network: they stay, and no factor and no zero point moves into them.</summary>
[TestClass]
public sealed class RealLayerTests
{
    [TestMethod]
    [DataRow("tflite-int8")]
    [DataRow("int8-symmetric")]
    [DataRow("int8-symmetric-pow2")]
    [DataRow("tflite-int16x8")]
    public void A_real_convolution_stays_and_the_others_are_converted(string scheme)
    {
        var source = Graph();
        var model = Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named(scheme), null, new ParallelOptions());
        var converted = model.Graph;

        foreach (var tensor in new[] { 8, 9, 10 })
        {
            Assert.AreEqual(ElementType.Float32, converted.Tensors[tensor].Type);
            CollectionAssert.AreEqual(source.Tensors[tensor].Data?.ToArray(), converted.Tensors[tensor].Data?.ToArray());
        }

        Assert.AreEqual(SchemeCatalogue.Named(scheme).Weights.Type, converted.Tensors[1].Type);
        Assert.AreEqual(SchemeCatalogue.Named(scheme).Activations.Type, converted.Tensors[11].Type);
        Assert.IsGreaterThan(15, Sqnr.Of(source, model, SchemeCatalogue.Named(scheme)));
    }

    /// <summary>Two int8 convolutions, DEQUANTIZE (7), a real convolution (8 to 10), QUANTIZE (11).</summary>
    private static QuantizedGraph Graph()
    {
        var graph = GraphOfTwoConvolutions.Create();
        var real = new Tensor { Name = "real", Type = ElementType.Float32, Shape = new TensorShape(1, 4, 4, 2) };
        return graph with
        {
            Outputs = [11],
            Tensors =
            [
                .. graph.Tensors, real,
                real with { Name = "real weights", Shape = new TensorShape(2, 1, 1, 2), Data = MemoryMarshal.AsBytes<float>([0.5f, -0.25f, 1, 0.75f]).ToArray() },
                real with { Name = "real bias", Shape = new TensorShape(2), Data = MemoryMarshal.AsBytes<float>([0.1f, -0.2f]).ToArray() },
                real with { Name = "real output" },
                graph.Tensors[6] with { Name = "end" },
            ],
            Operators =
            [
                .. graph.Operators,
                new Dequantize { Inputs = [6], Outputs = [7] },
                new Conv2D { Inputs = [7, 8, 9], Outputs = [10], Padding = Padding.Valid, FusedActivationFunction = ActivationFunctionType.Relu },
                new Quantize { Inputs = [10], Outputs = [11] },
            ],
        };
    }
}
