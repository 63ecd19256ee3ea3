using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Tests.Verify;

namespace Mrq.Requantization.Tests;

/// <summary>What a target fixes of SOFTMAX and its like: TFLite's grid, a range, or nothing.</summary>
[TestClass]
public sealed class FixedOutputTests
{
    [TestMethod]
    [DataRow("int8-symmetric", "None", 255 / 256.0 / 127, 0, 127 / 128.0 / 127)]
    [DataRow("int8-symmetric-pow2", "None", 1 / 64.0, 0, 1 / 128.0)]
    [DataRow("int8-symmetric", "SOFTMAX=0..1", 1 / 127.0, 0, 1 / 128.0)]
    [DataRow("int8-symmetric-uint8-activations", "SOFTMAX=0..1;TANH=-1..1", 1 / 255.0, -128, 1 / 127.0)]
    [DataRow("int8-symmetric", "TFLite", 1 / 256.0, -128, 1 / 128.0)]
    public void An_output_has_the_grid_of_its_rule_and_what_is_tied_to_it_has_it_too(string basis, string rule, double softmax, int zeroPoint, double tanh)
    {
        var graph = Convert(Scheme(basis, rule)).Graph;

        Assert.AreEqual(new QuantizationParameters((float)softmax, zeroPoint), graph.Tensors[7].Quantization);
        Assert.AreEqual(graph.Tensors[7].Quantization, graph.Tensors[8].Quantization, "RESHAPE behind it");
        Assert.AreEqual((float)tanh, graph.Tensors[9].Quantization!.Scale, 1e-4f);
    }

    [TestMethod]
    public void An_asymmetric_target_that_fixes_nothing_keeps_the_sources_grids()
    {
        var graph = Convert(SchemeCatalogue.Named("tflite-int8") with { Arithmetic = ArithmeticCatalogue.Named("float32"), FixedOutputs = FixedOutputRule.None }).Graph;

        Assert.AreEqual(new QuantizationParameters(1 / 256f, -128), graph.Tensors[7].Quantization);
    }

    [TestMethod]
    public void A_judge_refuses_TFLites_zero_point_where_nothing_is_fixed_and_another_scale_where_a_range_is()
    {
        var none = Judged("None");
        Assert.AreEqual("", none.With(1, tensor => tensor with { Quantization = new QuantizationParameters(1 / 127f) }));
        Assert.Contains("its zero point is -128, where the scheme has Zero", none.Unchanged());

        var range = Judged("SOFTMAX=0..1");
        Assert.AreEqual("", range.With(1, tensor => tensor with { Quantization = new QuantizationParameters(1 / 127f) }));
        Assert.Contains("SOFTMAX at 0, tensor 't1': its scale and zero point are 0.0078125 and 0; the operator fixes 0.007874016 and 0.", range.With(1, tensor => tensor with { Quantization = new QuantizationParameters(1 / 128f) }));
        Assert.Contains("the operator fixes 0.00390625 and -128.", Judged("TFLite").With(1, tensor => tensor with { Quantization = new QuantizationParameters(1 / 127f) }));
    }

    /// <summary>What a SOFTMAX fixes is no grid for what ADD reads beside it: a QUANTIZE stands between where the two are tied.</summary>
    [TestMethod]
    public void What_is_tied_to_a_fixed_output_by_a_sum_gets_a_grid_of_its_own()
    {
        var source = GraphOfTwoConvolutions.Create();
        var scheme = SchemeCatalogue.Named("int8-symmetric") with { TiedScales = TiedScaleRule.Parse("TFLite;ADD:Inputs")! };
        var converted = Requantizer.Convert(
            source with
            {
                Tensors = source.Tensors.AddRange(source.Tensors[6] with { Name = "probabilities", Quantization = Fixed(source.Tensors[6].Type, new Softmax { Inputs = [], Outputs = [] }) }, source.Tensors[6] with { Name = "sum" }),
                Operators = source.Operators.AddRange(new Softmax { Inputs = [6], Outputs = [7] }, new Add { Inputs = [6, 7], Outputs = [8] }),
                Outputs = [8],
            },
            Arithmetic.TFLiteSource,
            scheme,
            null,
            new ParallelOptions());

        var (graph, add) = (converted.Graph, converted.Graph.Operators.Single(step => step is Add));
        Assert.StartsWith("CONV_2D CONV_2D SOFTMAX QUANTIZE ADD", string.Join(' ', graph.Operators.Select(step => step.Name)));
        Assert.AreEqual(graph.Tensors[add.Inputs[0]].Quantization, graph.Tensors[add.Inputs[1]].Quantization);
        Assert.AreEqual(new QuantizationParameters(1 / 256f, -128), graph.Tensors[7].Quantization);
    }

    private static JudgedGraph Judged(string rule)
    {
        var graph = new JudgedGraph("int8-symmetric") { Scheme = Scheme("int8-symmetric", rule) };
        return graph.With(new Softmax { Inputs = [graph.Activation(1)], Outputs = [graph.Activation(1 / 256f, -128)] });
    }

    private static QuantizationScheme Scheme(string basis, string rule) => SchemeCatalogue.Named(basis) with { FixedOutputs = FixedOutputRule.Parse(rule)! };

    /// <summary>Two convolutions, of whose output a SOFTMAX with a RESHAPE behind it and a TANH are.</summary>
    private static RequantizedModel Convert(QuantizationScheme scheme)
    {
        var source = GraphOfTwoConvolutions.Create();
        var output = source.Tensors[6];
        Tensor Written(string name, QuantizationParameters parameters) => output with { Name = name, Quantization = parameters };
        return Requantizer.Convert(
            source with
            {
                Tensors = source.Tensors.AddRange(Written("probabilities", Fixed(output.Type, new Softmax { Inputs = [], Outputs = [] })), Written("reshaped", Fixed(output.Type, new Softmax { Inputs = [], Outputs = [] })), Written("bounded", Fixed(output.Type, new Tanh { Inputs = [], Outputs = [] }))),
                Operators = source.Operators.AddRange(new Softmax { Inputs = [6], Outputs = [7] }, new Reshape { Inputs = [7], Outputs = [8] }, new Tanh { Inputs = [6], Outputs = [9] }),
                Outputs = [8, 9],
            },
            Arithmetic.TFLiteSource,
            scheme,
            null,
            new ParallelOptions());
    }

    private static QuantizationParameters Fixed(ElementType type, Operator step) => step.Traits.FixedOutput[type];
}
