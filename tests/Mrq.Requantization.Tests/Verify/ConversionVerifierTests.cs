using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Verify;

namespace Mrq.Requantization.Tests.Verify;

/// <summary>What becomes of violations, and that conversions to all schemes have none.</summary>
[TestClass]
public sealed class ConversionVerifierTests
{
    [TestMethod]
    public void All_that_is_wrong_is_in_one_error()
    {
        var graph = JudgedConvolution.Create().Build();
        var broken = graph.WithTensors(new Dictionary<int, Tensor>
        {
            [2] = graph.Tensors[2] with { Quantization = new QuantizationParameters(1) },
            [3] = graph.Tensors[3] with { Quantization = new QuantizationParameters(1, 3) },
        });

        var error = Assert.ThrowsExactly<MrqException>(() => ConversionVerifier.Require(graph, broken, ImmutableDictionary<int, FoldedActivation>.Empty, ConversionRules.Of(SchemeCatalogue.Named("int8-symmetric-pow2")), isCorrected: false));

        Assert.AreEqual(MrqCodes.BrokenConversion, error.Code);
        Assert.AreEqual(
            "the model converted to int8-symmetric-pow2 breaks a rule and is not delivered; please report it: tensor 't3': its zero point is 3, where the scheme has Zero in -128..127. CONV_2D at 0, tensor 't2': its scale 1 of channel 0 is not input scale times weight scale, 0.125. tensor 't3': it holds -131 to 124, in the source -128 to 127.",
            error.Message);
    }

    [TestMethod]
    public void A_fault_that_repeats_itself_does_not_fill_the_screen()
    {
        var judged = new JudgedGraph("int8-symmetric");
        for (var i = 0; i < 20; i++)
        {
            judged.With(new Relu { Inputs = [judged.Activation(1)], Outputs = [judged.Activation(1, 1)] });
        }

        var graph = judged.Build();
        var error = Assert.ThrowsExactly<MrqException>(() => ConversionVerifier.Require(graph, graph, ImmutableDictionary<int, FoldedActivation>.Empty, ConversionRules.Of(judged.Scheme), isCorrected: false));

        Assert.EndsWith(" and 12 more", error.Message);
    }

    [TestMethod]
    public void A_step_without_a_kernel_keeps_its_own_code()
    {
        var judged = new JudgedGraph("tflite-int16x8");
        judged.With(new HardSwish { Inputs = [judged.Activation(1, type: ElementType.Int16)], Outputs = [judged.Activation(1, type: ElementType.Int16)] });
        var graph = judged.Build();

        var error = Assert.ThrowsExactly<MrqException>(() => ConversionVerifier.Require(graph, graph, ImmutableDictionary<int, FoldedActivation>.Empty, ConversionRules.Of(judged.Scheme), isCorrected: false));

        Assert.AreEqual(MrqCodes.OperatorNotEmulated, error.Code);
    }

    [TestMethod]
    [DynamicData(nameof(Schemes))]
    public void A_conversion_breaks_nothing(string scheme)
    {
        // Convert throws what Verify finds.
        foreach (var activation in new[] { ActivationFunctionType.None, ActivationFunctionType.Relu, ActivationFunctionType.Relu6 })
        {
            Assert.HasCount(2, Requantizer.Convert(GraphOfTwoConvolutions.Create(function: activation), Arithmetic.TFLiteSource, SchemeCatalogue.Named(scheme), null, new ParallelOptions()).Layers);
        }
    }

    private static IEnumerable<string> Schemes() => SchemeCatalogue.All.Select(scheme => scheme.Name);
}
