using Mrq.Conversion.Tests.Graphs;

namespace Mrq.Conversion.Tests;

/// <summary>Random graphs that once failed, each as small as it became and named after what was wrong.</summary>
[TestClass]
public sealed class FoundGraphTests
{
    [TestMethod]
    public void One_layer() => Passes(new(SourceKind.UInt8, "int8-symmetric", 0, false, [new(StepKind.Pointwise)]));

    [TestMethod]
    public void An_end_that_only_the_second_plan_loses() =>
        Passes(new(SourceKind.UInt8, "int8-symmetric-pow2-per-channel", 701, false, [new(StepKind.Pointwise, Range: OutputRange.Skewed, Variant: 8), new(StepKind.Pointwise)]));

    [TestMethod]
    public void Real_numbers_take_no_folding_factor() =>
        Passes(new(SourceKind.UInt8, "int8-symmetric-pow2", 700, true, [new(StepKind.Mean), new(StepKind.Pointwise)]));

    [TestMethod]
    public void A_ReLU6_under_a_factor_keeps_its_top() =>
        Passes(new(SourceKind.UInt8, "int8-symmetric-pow2-per-channel", 614, false, [new(StepKind.Pointwise, Range: OutputRange.Relu6InWideRange), new(StepKind.Pointwise)]));

    [TestMethod]
    public void Shared_weights_serve_layers_of_different_inputs() =>
        Passes(new(SourceKind.Int8PerChannel, "tflite-uint8", 549, false, [new(StepKind.Depthwise), new(StepKind.Depthwise, Shares: true)]));

    [TestMethod]
    public void A_range_that_only_saturation_ends_below_zero() =>
        Passes(new(SourceKind.Int8PerChannel, "int8-symmetric-uint8-activations", 306, false, [new(StepKind.Pointwise, Range: OutputRange.Skewed)]));

    [TestMethod]
    public void A_requantization_to_a_narrower_range_is_a_clamp() =>
        Passes(new(SourceKind.UInt8, "tflite-int16x8", 472, false, [new(StepKind.Quantize, Range: OutputRange.Relu)]));

    [TestMethod]
    public void A_fixed_output_beside_a_layer_has_a_scale_of_its_own() =>
        Passes(new(SourceKind.UInt8, "int8-symmetric-per-channel-uint8-activations", 37, false, [new(StepKind.Logistic), new(StepKind.Concatenation)]));

    [TestMethod]
    public void A_concatenation_of_different_scales() =>
        Passes(new(SourceKind.UInt8, "int8-symmetric-per-channel-uint8-activations", 38, false, [new(StepKind.Pointwise), new(StepKind.Concatenation)]));

    [TestMethod]
    public void An_end_that_one_value_in_a_hundred_reaches() =>
        Passes(new(SourceKind.Int8PerChannel, "int8-symmetric-pow2-per-channel", 207, false, [new(StepKind.Depthwise, Range: OutputRange.Relu, Variant: 1), new(StepKind.ResizeNearest), new(StepKind.Mul)]));

    private static void Passes(GraphRecipe recipe) => Assert.IsNull(GraphTrial.Wrong(recipe));
}
