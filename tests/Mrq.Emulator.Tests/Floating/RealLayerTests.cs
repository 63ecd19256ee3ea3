using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Floating;

/// <summary>Layers of real numbers in TFLite's models, by hand.</summary>
[TestClass]
public sealed class RealLayerTests
{
    [TestMethod]
    public void A_depthwise_convolution_has_a_weight_and_a_bias_for_each_channel_and_cuts_at_six()
    {
        var graph = OneOperatorGraph.Of(
            new DepthwiseConv2D { Inputs = [], Outputs = [], FusedActivationFunction = ActivationFunctionType.Relu6 }, [Real([], 1, 1, 2, 2), Real([3, -4], 1, 1, 1, 2), Real([0.5f, 9], 2)], Real([], 1, 1, 2, 2));

        CollectionAssert.AreEqual(new[] { 3.5f, 1, 6, 0 }, graph.Run<float, float>(Arithmetic.TFLite, [1, 2, 10, 3]));
    }

    [TestMethod]
    public void A_product_of_rows_may_have_no_bias()
    {
        var graph = OneOperatorGraph.Of(new FullyConnected { Inputs = [], Outputs = [], FusedActivationFunction = ActivationFunctionType.ReluN1To1 }, [Real([], 2, 2), Real([1, 2, 0.25f, -0.5f, 4, 4], 3, 2)], Real([], 2, 3));

        CollectionAssert.AreEqual(new[] { 1f, -0.75f, 1, -1, 0.125f, -1 }, graph.Run<float, float>(Arithmetic.TFLite, [1, 2, -0.5f, -0.5f]));
    }

    private static Tensor Real(float[] values, params int[] shape) => SmallTensors.Values(ElementType.Float32, shape) with { Data = values.Length > 0 ? (ReadOnlyMemory<byte>?)MemoryMarshal.AsBytes(values.AsSpan()).ToArray() : null };
}
