using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Calibration;
using Mrq.Requantization.Passes;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Tests.Passes;

/// <summary>The scale that covers the range unless saturating what is rare costs less than rounding everything else coarsely.</summary>
[TestClass]
public sealed class RangeSearchTests
{
    private const int Middle = 3;

    private static readonly TensorRule Free = SchemeCatalogue.Named("int8-symmetric").Activations;
    private static readonly TensorRule PowerOfTwo = SchemeCatalogue.Named("int8-symmetric-pow2").Activations;

    [TestMethod]
    public void A_value_in_a_million_does_not_set_the_range()
    {
        var scale = Best(Free, rareAtTop: 1, of: 1_000_000, coverage: 0.49).Scale;

        // Everything else lies in the lower half, and a half is as far as the search goes.
        Assert.AreEqual(6.0 / 127 / 2, scale, 1e-6);
    }

    [TestMethod]
    public void Values_that_are_common_are_covered()
    {
        var scale = Best(Free, rareAtTop: 200_000, of: 1_000_000, coverage: 0.5).Scale;

        Assert.AreEqual(6.0 / 127, scale, 1e-6);
    }

    [TestMethod]
    [DataRow(1022, 1.0)]
    [DataRow(1024, 0.5)]
    public void So_few_values_that_the_next_may_lie_anywhere_do_not_set_the_range(int values, double expected)
    {
        // All of them lie in the lower half.
        var scale = Best(Free, rareAtTop: 0, of: values, coverage: 0.49).Scale;

        Assert.AreEqual(expected * 6 / 127, scale, 1e-6);
    }

    [TestMethod]
    [DataRow(0.89, 0.9)]
    [DataRow(1.0, 1.0)]
    public void The_share_of_the_range_that_must_be_held_is_held(double coverage, double expected)
    {
        var scale = Best(Free, rareAtTop: 1, of: 1_000_000, coverage).Scale;

        Assert.AreEqual(expected * 6 / 127, scale, 1e-6);
    }

    /// <summary>A RELU holds no greatest value: that of the range was the rarest of somebody's samples.</summary>
    [TestMethod]
    [DataRow(ActivationFunctionType.Relu6, 1.0)]
    [DataRow(ActivationFunctionType.Relu, 0.5)]
    [DataRow(ActivationFunctionType.None, 0.5)]
    public void An_activation_whose_top_a_fused_clamp_holds_has_a_share_of_its_own(ActivationFunctionType function, double share)
    {
        var graph = GraphOfTwoConvolutions.Create();
        var best = Best(Free, rareAtTop: 1, of: 1_000_000, new RangeCoverage(Unclamped: 0.49, Clamped: 1, Input: 1), graph: graph with { Operators = graph.Operators.SetItem(0, graph.Operators[0].With(function)) });

        Assert.AreEqual(share * 6 / 127, best.Scale, 1e-6);
    }

    [TestMethod]
    public void Only_real_samples_limit_what_is_clamped()
    {
        Assert.AreEqual(new RangeCoverage(0.5, 0.5, 1 - (1.5 / 128)), RangeCoverage.For(RequantizationOptions.Default));
        Assert.AreEqual(new RangeCoverage(0.5, 1, 1 - (1.5 / 128)), RangeCoverage.For(new RequantizationOptions { Synthetic = true }));
    }

    [TestMethod]
    [DataRow(1, 0.03125)]
    [DataRow(200_000, 0.0625)]
    public void Powers_of_two_have_the_one_above_and_the_one_below(int rareAtTop, double expected) =>
        Assert.AreEqual(expected, Best(PowerOfTwo, rareAtTop, of: 1_000_000, coverage: 0.5).Scale);

    [TestMethod]
    public void What_the_network_is_fed_and_what_it_answers_keep_their_range()
    {
        var graph = GraphOfTwoConvolutions.Create();
        foreach (var seen in new[] { graph with { Inputs = [Middle] }, graph with { Outputs = [Middle] }, graph with { Operators = [graph.Operators[0], new Softmax { Inputs = [Middle], Outputs = [6] }] } })
        {
            Assert.AreEqual(6.0 / 127, Best(Free, rareAtTop: 1, of: 1_000_000, coverage: 0.49, graph: seen).Scale, 1e-6);
        }
    }

    [TestMethod]
    [DataRow(-1, 1.0, "the top level alone saturates: all others stay as they are")]
    [DataRow(-2, 129.0 / 127, "two levels would saturate")]
    public void An_input_keeps_its_grid_where_one_level_saturates(long zeroPoint, double expected, string why)
    {
        var best = new RangeSearch(Plan(WithInput(new QuantizationParameters(0.01f, zeroPoint)), Free), null, RangeCoverage.For(RequantizationOptions.Default), new HashSet<int>()).Best([0], 1);

        Assert.AreEqual(0.01f * expected, best.Scale, 1e-9, why);
    }

    [TestMethod]
    public void An_input_a_step_over_a_power_of_two_does_not_lose_a_bit() =>
        Assert.AreEqual(1.0 / 128, new RangeSearch(Plan(WithInput(new QuantizationParameters(2 / 255f, -1)), PowerOfTwo), null, RangeCoverage.For(RequantizationOptions.Default), new HashSet<int>()).Best([0], 1).Scale);

    [TestMethod]
    public void What_an_input_is_quantized_to_has_the_inputs_grid()
    {
        var graph = WithInput(new QuantizationParameters(0.01f, -1));
        var quantized = graph with { Inputs = [6], Operators = graph.Operators.Insert(0, new Quantize { Inputs = [6], Outputs = [0] }) };

        Assert.AreEqual(0.01f, new RangeSearch(Plan(quantized, Free), null, RangeCoverage.For(RequantizationOptions.Default), new HashSet<int>()).Best([0], 1).Scale, 1e-9);
    }

    [TestMethod]
    public void With_a_zero_point_that_biases_hold_what_is_never_negative_has_all_integers()
    {
        var covering = Best(Free, rareAtTop: 200_000, of: 1_000_000, coverage: 0.5, moves: true);
        var saturating = Best(Free, rareAtTop: 1, of: 1_000_000, coverage: 0.89, moves: true);

        Assert.AreEqual(6.0 / 255, covering.Scale, 1e-6);
        Assert.AreEqual(-128, covering.ZeroPoint);
        Assert.AreEqual(0.9 * 6 / 255, saturating.Scale, 1e-6);
        Assert.AreEqual(-128, saturating.ZeroPoint);
    }

    [TestMethod]
    [DataRow(ActivationFunctionType.Relu)]
    [DataRow(ActivationFunctionType.Relu6)]
    public void A_clamp_that_is_not_an_end_of_a_shared_range_holds_the_zero_point_in_place(ActivationFunctionType function)
    {
        // Tensor 6 reaches from -6.55 to 6.2, the other one is clamped to 0 to 6 on its way to where both share a scale.
        var search = new RangeSearch(Plan(GraphOfTwoConvolutions.Create(function: function), Free), null, RangeCoverage.Whole, new HashSet<int> { Middle, 6 });

        Assert.AreEqual(3, search.Best([6], 1).ZeroPoint);
        Assert.AreEqual(0, search.Best([Middle, 6], 1).ZeroPoint);
    }

    [TestMethod]
    public void Without_statistics_the_range_is_covered() =>
        Assert.AreEqual(6.0 / 127, new RangeSearch(Plan(GraphOfTwoConvolutions.Create(), Free), null, new RangeCoverage(0.5, 0.5, 1), new HashSet<int>()).Best([Middle], 1).Scale, 1e-6);

    [TestMethod]
    public void The_noise_is_that_of_rounding_and_saturation_over_the_variance()
    {
        // Two values, 0 and the top, in equal shares: variance 3²; nothing saturates at the covering scale.
        var best = Best(Free, rareAtTop: 500_000, of: 1_000_000, coverage: 1, low: 0);

        Assert.AreEqual(best.Scale * best.Scale / 12 / 9, best.Noise, 1e-9);
    }

    private static QuantizedGraph WithInput(QuantizationParameters parameters)
    {
        var graph = GraphOfTwoConvolutions.Create();
        return graph.WithTensors(new Dictionary<int, Tensor> { [0] = graph.Tensors[0] with { Quantization = parameters } });
    }

    /// <summary>Statistics of the tensor between the layers, 0 to 6: some values at 6, the others at one level.</summary>
    private static ChosenRange Best(TensorRule rule, int rareAtTop, int of, double coverage, int low = 100, QuantizedGraph? graph = null, bool moves = false) =>
        Best(rule, rareAtTop, of, new RangeCoverage(coverage, coverage, 1), low, graph, moves);

    private static ChosenRange Best(TensorRule rule, int rareAtTop, int of, RangeCoverage coverage, int low = 100, QuantizedGraph? graph = null, bool moves = false)
    {
        graph ??= GraphOfTwoConvolutions.Create();
        var statistics = new TensorStatistics(graph.Tensors[Middle]);
        var values = new byte[of];
        for (var i = 0; i < of; i++)
        {
            // Halves of the common values at 0 and at the level, so that they vary.
            var level = i < rareAtTop ? 127 : -128 + (i % 2 * low);
            values[i] = unchecked((byte)(sbyte)level);
        }

        statistics.Add(values);
        return new RangeSearch(Plan(graph, rule), new Dictionary<int, TensorStatistics> { [Middle] = statistics }, coverage, moves ? new HashSet<int> { Middle } : []).Best([Middle], 1);
    }

    private static ConversionPlan Plan(QuantizedGraph graph, TensorRule activations) => ConversionPlan.Of(graph, SchemeCatalogue.Named("int8-symmetric") with { Activations = activations }, Arithmetic.TFLiteSource);
}
