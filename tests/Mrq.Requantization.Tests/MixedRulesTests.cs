using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Tests;

/// <summary>One scheme for most operators, another one for some: where neighbours want different activations a QUANTIZE stands between them.</summary>
[TestClass]
public sealed class MixedRulesTests
{
    [TestMethod]
    public void A_layer_of_another_type_gets_its_inputs_and_gives_its_outputs_by_a_QUANTIZE()
    {
        var converted = Convert("int8-symmetric", (1, "tflite-int16x8"));

        Assert.AreEqual("CONV_2D QUANTIZE CONV_2D", Operators(converted.Graph));
        Assert.AreEqual("INT8 INT8 INT16 INT16", Types(converted.Graph));
    }

    /// <summary>What a definition says of an operator or a tensor is what an assignment by hand says.</summary>
    [TestMethod]
    public void Overrides_of_a_definition_are_rules_of_the_operators_that_they_are_about()
    {
        var source = GraphOfTwoConvolutions.Create();
        var scheme = SchemeCatalogue.Named("int8-symmetric-per-channel") with
        {
            Overrides = SchemeOverrides.Parse($$"""[{"operator":"CONV_2D","weightGranularity":"PerTensor"},{"tensor":"{{source.Tensors[6].Name}}","weightGranularity":"PerChannel","activationType":"int16"}]""")!,
        };

        var graph = Requantizer.Convert(source, Arithmetic.TFLiteSource, scheme, null, new ParallelOptions()).Graph;

        Assert.StartsWith("CONV_2D QUANTIZE CONV_2D", Operators(graph));
        Assert.StartsWith("INT8 INT8 INT16 INT16", Types(graph));
        Assert.IsTrue(graph.Tensors[graph.Operators[0].Inputs[1]].Quantization!.IsPerTensor);
        Assert.IsFalse(graph.Tensors[graph.Operators[2].Inputs[1]].Quantization!.IsPerTensor);
    }

    [TestMethod]
    public void Each_layer_has_the_weights_and_biases_that_its_own_scheme_wants()
    {
        var graph = Convert("int8-symmetric", (1, "tflite-int16x8")).Graph;

        var (first, second) = (graph.Operators[0], graph.Operators[^1]);
        Assert.AreEqual(ElementType.Int32, graph.Tensors[first.Inputs[2]].Type);
        Assert.AreEqual(ElementType.Int64, graph.Tensors[second.Inputs[2]].Type);
        Assert.IsTrue(graph.Tensors[first.Inputs[1]].Quantization!.IsPerTensor);
        Assert.IsFalse(graph.Tensors[second.Inputs[1]].Quantization!.IsPerTensor);
    }

    [TestMethod]
    public void Each_operator_is_computed_in_its_own_schemes_arithmetic()
    {
        var converted = Convert("tflite-int8", (0, "int8-symmetric-pow2"));

        Assert.AreEqual(SchemeCatalogue.Named("int8-symmetric-pow2").Arithmetic, converted.Arithmetic[0]);
        Assert.AreEqual(SchemeCatalogue.Named("tflite-int8").Arithmetic, converted.Arithmetic[converted.Graph.Operators.Length - 1]);
    }

    [TestMethod]
    public void A_layer_that_takes_any_scale_needs_no_QUANTIZE_for_one_of_its_own_type() =>
        Assert.AreEqual("CONV_2D CONV_2D", Operators(Convert("tflite-int8", (0, "int8-symmetric-pow2")).Graph));

    [TestMethod]
    public void Power_of_two_layers_take_no_free_scales() =>
        Assert.AreEqual("CONV_2D QUANTIZE CONV_2D", Operators(Convert("tflite-int8", (1, "int8-symmetric-pow2")).Graph));

    [TestMethod]
    [DataRow("int8-symmetric", "tflite-int16x8", 35.0)]
    [DataRow("tflite-int16x8", "int8-symmetric", 30.0)]
    [DataRow("tflite-int8", "int8-symmetric-pow2", 25.0)]
    [DataRow("int8-symmetric-pow2", "tflite-int8", 25.0)]
    [DataRow("tflite-int16x8", "int8-symmetric-pow2", 25.0)]
    [DataRow("tflite-uint8", "tflite-int8", 35.0)]
    public void What_is_mixed_computes_what_the_source_computes(string first, string second, double decibels)
    {
        var converted = Convert(first, (1, second));

        Assert.IsGreaterThan(decibels, Sqnr.Of(Source, converted, converted.Arithmetic));
    }

    /// <summary>What is never negative has a bit more where biases hold its zero point, and a border between 8 and 16 bits takes it away from nobody.</summary>
    [TestMethod]
    [DataRow(0, "int8-symmetric")]
    [DataRow(1, "int8-symmetric")]
    [DataRow(0, "int8-symmetric-pow2")]
    [DataRow(1, "int8-symmetric-pow2")]
    public void A_zero_point_that_biases_hold_passes_a_border_on_a_grid_256_times_finer(int wide, string name)
    {
        var scheme = SchemeCatalogue.Named(name);
        var other = SchemeDefinition.Overridden(scheme, WiderRule.Of(scheme, [WiderKind.Activations16], []).Single().Of("*"));
        var converted = Requantizer.Convert(Source, Arithmetic.TFLiteSource, new SchemeAssignment(scheme) { ByOperator = ImmutableDictionary<int, QuantizationScheme>.Empty.Add(wide, other) }, null, new ParallelOptions());
        var border = converted.Graph.Operators[1];
        var (narrow, finer) = wide == 0 ? (border.Outputs[0], border.Inputs[0]) : (border.Inputs[0], border.Outputs[0]);

        Assert.AreEqual("QUANTIZE", border.Name);
        Assert.AreEqual(-128, converted.Folded[narrow].ZeroPoint);
        Assert.AreEqual(-128 * 256, converted.Folded[finer].ZeroPoint);
        Assert.AreEqual(converted.Graph.Tensors[narrow].Quantization!.Scale, 256 * converted.Graph.Tensors[finer].Quantization!.Scale);
        Assert.IsGreaterThan(30.0, Sqnr.Of(Source, converted, converted.Arithmetic));
    }

    [TestMethod]
    public void Tied_tensors_on_both_sides_of_a_border_have_their_own_parameters()
    {
        // Two layers, and their outputs beside one another: the second layer's is 16 bits wide.
        var source = Source with
        {
            Tensors = [.. Source.Tensors, Source.Tensors[6] with { Name = "both", Shape = new TensorShape([.. Source.Tensors[6].Shape.Dimensions[..3], 2 * Source.Tensors[6].Shape[3]]) }],
            Operators = [.. Source.Operators, new Concatenation { Inputs = [6, 6], Outputs = [Source.Tensors.Length], Axis = 3 }],
            Outputs = [Source.Tensors.Length],
        };

        var converted = Requantizer.Convert(source, Arithmetic.TFLiteSource, Mixed("int8-symmetric", (1, "tflite-int16x8")), null, new ParallelOptions());

        Assert.AreEqual("CONV_2D QUANTIZE CONV_2D QUANTIZE QUANTIZE CONCATENATION", Operators(converted.Graph));
        Assert.IsGreaterThan(30.0, Sqnr.Of(source, converted, converted.Arithmetic));
    }

    /// <summary>No value comes near the ends of its output's range, so that nothing has to hold them.</summary>
    private static QuantizedGraph Source { get; } = WithWideOutput(GraphOfTwoConvolutions.Create());

    private static QuantizedGraph WithWideOutput(QuantizedGraph graph) =>
        graph with { Tensors = graph.Tensors.SetItem(6, graph.Tensors[6] with { Quantization = new QuantizationParameters(0.15f, 3) }) };

    private static RequantizedModel Convert(string scheme, params (int Step, string Scheme)[] others) => Requantizer.Convert(Source, Arithmetic.TFLiteSource, Mixed(scheme, others), null, new ParallelOptions());

    private static SchemeAssignment Mixed(string scheme, params (int Step, string Scheme)[] others) =>
        new(SchemeCatalogue.Named(scheme)) { ByOperator = others.ToImmutableDictionary(other => other.Step, other => SchemeCatalogue.Named(other.Scheme)) };

    private static string Operators(QuantizedGraph graph) => string.Join(' ', graph.Operators.Select(step => step.Name));

    private static string Types(QuantizedGraph graph) =>
        string.Join(' ', graph.Inputs.Concat(graph.Operators.SelectMany(step => step.Outputs)).Select(tensor => graph.Tensors[tensor].Type.FieldName()));
}
