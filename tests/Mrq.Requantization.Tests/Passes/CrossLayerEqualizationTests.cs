using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Tests.Passes;

/// <summary>A quiet channel is lifted as far as neither its clamp nor the layer's weights nor caution stand in the way.</summary>
[TestClass]
public sealed class CrossLayerEqualizationTests
{
    private const int Middle = 3;
    private const int Values = 4000;

    /// <summary>The second channel has hardly any weight before the activation, so that nothing but the activation limits it.</summary>
    [TestMethod]
    [DataRow(0.4, 4.0, "no further than four times")]
    [DataRow(1.0, 2.0, "three times of what the samples show stay below the clamp")]
    [DataRow(2.0, 1.0, "three times of what the samples show end at the clamp")]
    [DataRow(6.0, 1.0, "the samples are at the clamp")]
    public void A_channel_is_lifted_by_what_the_samples_leave_below_the_clamp(double highest, double expected, string why) =>
        Assert.AreEqual(expected, Factors(Statistics(highest), ActivationFunctionType.Relu6)[1], 0.05 * expected, why);

    [TestMethod]
    public void A_channel_at_the_lower_end_of_its_range_is_not_lifted()
    {
        // Without a fused function the range reaches from -3 to 3; the channel stays between -3 and -2.6.
        Assert.AreEqual(1, Factors(Statistics(-2.6, lowest: -3, zeroPoint: 0), ActivationFunctionType.None, zeroPoint: 0)[1]);
    }

    [TestMethod]
    public void The_loudest_channel_keeps_its_weights() => Assert.AreEqual(1, Factors(Statistics(0.4), ActivationFunctionType.Relu6)[0]);

    private static double[] Factors(TensorStatistics statistics, ActivationFunctionType function, int zeroPoint = -128)
    {
        var graph = GraphOfTwoConvolutions.Create([0.013f, 0.00013f], function);
        graph = graph.WithTensors(new Dictionary<int, Tensor> { [Middle] = Activation(zeroPoint) });
        var folding = CrossLayerEqualization.Choose(
            ConversionPlan.Of(graph, SchemeCatalogue.Named("int8-symmetric"), Arithmetic.TFLiteSource), new Dictionary<int, TensorStatistics> { [Middle] = statistics }, new HashSet<int>(), CancellationToken.None);
        return folding.ChannelFactors[Middle];
    }

    /// <summary>Both channels lie between a lowest and a highest value, evenly.</summary>
    private static TensorStatistics Statistics(double highest, double lowest = 0, int zeroPoint = -128)
    {
        var tensor = Activation(zeroPoint);
        var statistics = new TensorStatistics(tensor);
        var values = new byte[2 * Values];
        for (var i = 0; i < values.Length; i++)
        {
            var real = lowest + ((highest - lowest) * (i / 2) / (Values - 1));
            values[i] = unchecked((byte)(sbyte)Math.Clamp(Math.Round(real / tensor.Quantization!.Scale) + zeroPoint, -128, 127));
        }

        statistics.Add(values);
        return statistics;
    }

    private static Tensor Activation(int zeroPoint) => GraphOfTwoConvolutions.Create().Tensors[Middle] with { Quantization = new QuantizationParameters(6 / 255f, zeroPoint) };
}
