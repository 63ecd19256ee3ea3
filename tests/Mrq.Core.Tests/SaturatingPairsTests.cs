using Mrq.Core.Geometry;
using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Core.Tests;

/// <summary>Which pairs of weights can leave 16 bits beside activations of up to 255.</summary>
[TestClass]
public sealed class SaturatingPairsTests
{
    [TestMethod]
    public void A_pair_saturates_where_weights_of_one_sign_pass_128()
    {
        // 255 · 128 is 32640 and fits, 255 · 129 is 32895 and does not; −255 · 128 fits, −255 · 129 does not. Weights of two signs take from one another only where both activations are there.
        var pairs = Of(new FullyConnected { Inputs = [0, 1], Outputs = [2] }, new TensorShape(1, 10), 64, 64, 65, 64, -64, -64, -65, -64, 127, -128);

        Assert.AreEqual(new SaturatingPairs(2, 5), pairs);
    }

    [TestMethod]
    public void Pairs_do_not_reach_over_the_end_of_a_channel()
    {
        Assert.AreEqual(new SaturatingPairs(0, 4), Of(new FullyConnected { Inputs = [0, 1], Outputs = [2] }, new TensorShape(2, 3), 0, 0, 127, 127, 0, 127));
        Assert.AreEqual(new SaturatingPairs(1, 4), Of(new FullyConnected { Inputs = [0, 1], Outputs = [2] }, new TensorShape(2, 3), 0, 0, 127, 127, 2, 127));
    }

    [TestMethod]
    public void A_depthwise_convolution_has_none_and_one_of_several_filters_has()
    {
        Assert.IsNull(Of(new DepthwiseConv2D { Inputs = [0, 1], Outputs = [2] }, new TensorShape(1, 1, 2, 2), 127, 127, 127, 127));

        // Two filters of one channel: their taps alternate.
        Assert.AreEqual(new SaturatingPairs(1, 2), OfChannels(new DepthwiseConv2D { Inputs = [0, 1], Outputs = [2], DepthMultiplier = 2 }, new TensorShape(1, 1, 2, 2), 1, 127, 0, 127, 0));
    }

    private static SaturatingPairs? Of(Operator step, TensorShape shape, params sbyte[] weights) => OfChannels(step, shape, shape[^1], weights);

    private static SaturatingPairs? OfChannels(Operator step, TensorShape shape, int channels, params sbyte[] weights) => SaturatingPairs.Of(
        new QuantizedGraph
        {
            Name = "pairs",
            Tensors =
            [
                new Tensor { Name = "x", Type = ElementType.UInt8, Shape = new TensorShape(1, 1, 1, channels) },
                new Tensor { Name = "w", Type = ElementType.Int8, Shape = shape, Data = Array.ConvertAll(weights, weight => unchecked((byte)weight)) },
                new Tensor { Name = "y", Type = ElementType.UInt8, Shape = new TensorShape(1, 1, 1, 1) },
            ],
            Operators = [step],
            Inputs = [0],
            Outputs = [2],
        },
        step);
}
