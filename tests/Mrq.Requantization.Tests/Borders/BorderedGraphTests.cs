using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Formats.TfLite;
using Mrq.Requantization.Borders;
using Mrq.Testing;

namespace Mrq.Requantization.Tests.Borders;

/// <summary>Where a graph is cut, what is refused, and how its parts come together again.</summary>
[TestClass]
public sealed class BorderedGraphTests
{
    /// <summary>FULLY_CONNECTED, DEQUANTIZE, SOFTMAX, QUANTIZE, FULLY_CONNECTED.</summary>
    private static readonly QuantizedGraph Island = TfLiteModel.ReadFile(TestData.PathOf("reports", "float-island", "float-island-softmax.tflite")).Graph;

    private static readonly QuantizationScheme Scheme = SchemeCatalogue.Named("int8-symmetric");

    [TestMethod]
    public void A_graph_without_borders_is_one_part_and_itself()
    {
        var bordered = Of(Island);

        Assert.AreSame(Island, bordered.Measured);
        Assert.IsNull(bordered.Behind);
        Assert.AreSame(Island, bordered.Join(Island, null));
    }

    [TestMethod]
    public void Both_sides_of_an_unknown_operator_are_converted()
    {
        var graph = With(Island, 2, "CUSTOM(Secret)");
        var target = Convert(Of(graph));

        CollectionAssert.AreEqual(new[] { 0, 1 }, Of(graph).Measured.Operators.Select(step => step.SourceIndex!.Value).ToArray());
        CollectionAssert.AreEqual(new[] { 3, 4 }, Of(graph).Behind!.Operators.Select(step => step.SourceIndex!.Value).ToArray());
        Assert.AreEqual("FULLY_CONNECTED, DEQUANTIZE, CUSTOM(Secret), QUANTIZE, FULLY_CONNECTED", string.Join(", ", target.Operators.Where(step => step.SourceIndex is not null).Select(step => step.Name)));
        Assert.IsTrue(new[] { 0, 3, 6, 9 }.All(tensor => target.Tensors[tensor].Quantization!.ZeroPoint == 0));
    }

    [TestMethod]
    public void An_unknown_operator_between_integers_gets_the_source_s_and_gives_the_source_s()
    {
        // Out of the DEQUANTIZE, SOFTMAX and QUANTIZE comes one operator on integers.
        var graph = Island with { Operators = [Island.Operators[0], new OpaqueOperator("CUSTOM(Secret)") { Inputs = [3], Outputs = [6], SourceIndex = 2 }, Island.Operators[4]] };
        var target = Convert(Of(graph));

        var secret = target.Operators.Single(step => step is OpaqueOperator);
        Assert.AreEqual(Island.Tensors[3].Quantization, target.Tensors[secret.Inputs[0]].Quantization);
        Assert.AreEqual(Island.Tensors[6].Quantization, target.Tensors[secret.Outputs[0]].Quantization);
        Assert.AreEqual("QUANTIZE, CUSTOM(Secret), QUANTIZE", string.Join(", ", target.Operators.SkipWhile(step => step.Name != "QUANTIZE").Take(3).Select(step => step.Name)));
        Assert.AreEqual(0, target.Tensors[target.Outputs[0]].Quantization!.ZeroPoint);
    }

    [TestMethod]
    public void What_stands_behind_the_first_operator_alone_is_the_measured_part()
    {
        var graph = With(Island, 0, "CUSTOM(Secret)");
        var bordered = Of(graph);
        var target = Convert(bordered);

        Assert.IsFalse(bordered.IsFed);
        Assert.AreEqual(Island.Tensors[0].Quantization, target.Tensors[target.Inputs[0]].Quantization);
        Assert.AreEqual(0, target.Tensors[target.Outputs[0]].Quantization!.ZeroPoint);
    }

    [TestMethod]
    public void A_refusal_lists_everything_and_keep_going_keeps_it()
    {
        var graph = With(With(Island, 2, "WHILE"), 3, "CUSTOM(Secret)");

        var error = Assert.ThrowsExactly<MrqException>(() => Of(graph));

        Assert.AreEqual(MrqCodes.UnsupportedConversion, error.Code);
        Assert.AreEqual("WHILE at 2", error.Place.Operator);
        Assert.Contains("cannot take 1x WHILE v1 (control flow), 1x CUSTOM(Secret) v1 (custom); 3 of 5 operators can be converted, and --keep-going (KeepGoing) keeps the rest", error.Message);
        Assert.HasCount(2, Of(graph, keepGoing: true).Kept);
    }

    [TestMethod]
    [DataRow("BIDIRECTIONAL_SEQUENCE_LSTM", "TFLite itself computes it on float32 alone")]
    [DataRow("RNN", "TFLite itself computes it on float32 alone")]
    [DataRow("CONV_3D", "TFLite itself computes it on float32 alone")]
    [DataRow("HASHTABLE_LOOKUP", "conversion does not know it")]
    public void An_operator_on_integers_that_nobody_computes_is_kept_with_the_reason(string name, string reason)
    {
        var graph = Island with { Operators = [Island.Operators[0], new OpaqueOperator(name) { Inputs = [3], Outputs = [6], SourceIndex = 2 }, Island.Operators[4]] };

        Assert.AreEqual($"1x {name} v1 ({reason})", Of(graph).KeptNames);
    }

    /// <summary>The spectra in front of an audio network: RFFT2D and what moves its results.</summary>
    [TestMethod]
    public void Complex_numbers_are_kept_as_real_ones_are()
    {
        var complex = Island.Tensors[4] with { Type = ElementType.Complex64 };
        var (first, second) = (Island.Tensors.Length, Island.Tensors.Length + 1);
        var graph = Island with
        {
            Tensors = [.. Island.Tensors, complex, complex],
            Operators =
            [
                .. Island.Operators[..2],
                new OpaqueOperator("RFFT2D") { Inputs = [4], Outputs = [first] },
                new Squeeze { Inputs = [first], Outputs = [second] },
                new OpaqueOperator("COMPLEX_ABS") { Inputs = [second], Outputs = [5] },
                .. Island.Operators[3..],
            ],
        };

        Assert.AreEqual("1x RFFT2D v1 (float32), 1x SQUEEZE v1 (float32), 1x COMPLEX_ABS v1 (float32)", Of(graph).KeptNames);
    }

    [TestMethod]
    public void An_activation_with_several_scales_is_refused_by_name()
    {
        var graph = Island with { Tensors = Island.Tensors.SetItem(0, Island.Tensors[0] with { Quantization = new QuantizationParameters([1, 2], [0, 0], 0) }) };
        var error = Assert.ThrowsExactly<MrqException>(() => Of(graph));

        Assert.AreEqual(MrqCodes.UnsupportedConversion, error.Code);
        Assert.Contains("several scales in an operand", error.Message);
    }

    [TestMethod]
    public void Weights_alone_that_are_quantized_are_refused_with_what_to_do()
    {
        Tensor Real(Tensor tensor) => tensor.IsConstant ? tensor : tensor with { Type = ElementType.Float32, Quantization = null };
        var graph = Island with
        {
            Tensors = [.. Island.Tensors.Select(Real)],
            Operators = [Island.Operators[0], Island.Operators[4] with { Inputs = Island.Operators[4].Inputs.SetItem(0, 3) }],
        };

        var error = Assert.ThrowsExactly<MrqException>(() => Of(graph, keepGoing: true));

        Assert.AreEqual(MrqCodes.UnsupportedConversion, error.Code);
        Assert.AreEqual(
            "only the weights are quantized (dynamic range): FULLY_CONNECTED at 0 and 1 more multiply float32 activations with integer weights, at scales that no file says. "
            + "Quantize the model fully, activations too, with a representative dataset (full-integer post-training quantization).",
            error.Message);
    }

    private static BorderedGraph Of(QuantizedGraph graph, bool keepGoing = false) => BorderedGraph.Of(graph, Scheme, Arithmetic.TFLite, new CompiledGraphs(), keepGoing);

    private static QuantizedGraph With(QuantizedGraph graph, int step, string name) => graph with
    {
        Operators = graph.Operators.SetItem(step, new OpaqueOperator(name) { Inputs = [graph.Operators[step].Inputs[0]], Outputs = graph.Operators[step].Outputs, SourceIndex = step }),
    };

    private static QuantizedGraph Convert(BorderedGraph bordered)
    {
        QuantizedGraph Converted(QuantizedGraph part) => Requantizer.Convert(part, Arithmetic.TFLite, Scheme, calibration: null, new ParallelOptions()).Graph;
        var target = bordered.Join(Converted(bordered.Measured), bordered.Behind is { } behind ? Converted(behind) : null);
        target.Validate();
        return target;
    }
}
