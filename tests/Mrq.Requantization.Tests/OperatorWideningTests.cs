using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Tests;

/// <summary>Which operators can have more bits, and which go together.</summary>
[TestClass]
public sealed class OperatorWideningTests
{
    private static readonly QuantizationScheme Scheme = SchemeCatalogue.Named("int8-symmetric");

    [TestMethod]
    public void What_writes_an_output_of_the_model_keeps_its_type()
    {
        var widening = Of(GraphOfTwoConvolutions.Create(), Scheme);

        Assert.AreEqual("0", Text(widening.Activations.Keys));
        Assert.AreEqual("", Text(widening.Weights));
    }

    [TestMethod]
    public void Operators_that_an_operator_ties_go_together_and_can_be_converted_so()
    {
        var source = WithPool(GraphOfTwoConvolutions.Create());
        var widening = Of(source, Scheme);

        Assert.AreEqual("0 1", Text(widening.Activations[0]));
        Assert.AreEqual("0 1", Text(widening.Activations[1]));
        var wide = Scheme with { Overrides = SchemeOverrides.Of(widening.Overrides(new HashSet<int>(), new HashSet<int> { 0, 1 })) };
        var graph = Requantizer.Convert(source, Arithmetic.TFLiteSource, wide, null, new ParallelOptions()).Graph;
        Assert.AreEqual(ElementType.Int16, graph.Tensors[3].Type);
        Assert.AreEqual(ElementType.Int16, graph.Tensors[7].Type);
        Assert.AreEqual(ElementType.Int8, graph.Tensors[graph.Outputs[0]].Type);
    }

    [TestMethod]
    [DataRow("""[{"tensor":"middle","weightRange":"-63..63"}]""")]
    [DataRow("""[{"operator":"MAX_POOL_2D","activationRange":"-127..127"}]""")]
    public void What_a_user_said_of_an_operator_stays_for_all_that_go_with_it(string overrides) =>
        Assert.AreEqual("", Text(Of(WithPool(GraphOfTwoConvolutions.Create()), Scheme with { Overrides = SchemeOverrides.Parse(overrides)! }).Activations.Keys));

    /// <summary>A name that several tensors have, or that no definition can write, is about no single operator; one with wildcards in it is about itself.</summary>
    [TestMethod]
    [DataRow("output", "")]
    [DataRow(" middle", "")]
    [DataRow("", "")]
    [DataRow("out*\\?", "0")]
    public void Operators_are_named_by_patterns_that_fit_them_alone(string name, string widenable)
    {
        var source = GraphOfTwoConvolutions.Create();
        source = source with { Tensors = source.Tensors.SetItem(3, source.Tensors[3] with { Name = name }) };
        var widening = Of(source, Scheme);

        Assert.AreEqual(widenable, Text(widening.Activations.Keys));
        Assert.HasCount(widenable.Length, source.Operators.Where(step => widening.Overrides(new HashSet<int>(), widening.Activations.Keys.ToHashSet()).Any(entry => entry.IsAbout(source, step))));
    }

    [TestMethod]
    public void Weights_of_few_bits_are_widened_by_themselves()
    {
        var scheme = Scheme with { Weights = Scheme.Weights with { Minimum = -7, Maximum = 7 } };
        var widening = OperatorWidening.Of(GraphOfTwoConvolutions.Create(), scheme, WiderRule.Of(scheme, [WiderKind.Weights8], []));

        Assert.AreEqual("0 1", Text(widening.Weights));
        Assert.AreEqual("""[{"tensor":"middle","weightRange":"-127..127"}]""", SchemeOverrides.Of(widening.Overrides(new HashSet<int> { 0 }, new HashSet<int>())).ToString());
    }

    private static OperatorWidening Of(QuantizedGraph source, QuantizationScheme scheme) => OperatorWidening.Of(source, scheme, WiderRule.Of(scheme, [WiderKind.Activations16], []));

    /// <summary>A pool between the two layers, which moves integers of the first.</summary>
    private static QuantizedGraph WithPool(QuantizedGraph graph) => graph with
    {
        Tensors = [.. graph.Tensors, graph.Tensors[3] with { Name = "pooled" }],
        Operators =
        [
            graph.Operators[0],
            new MaxPool2D { Inputs = [3], Outputs = [7], Padding = Padding.Valid, FilterHeight = 1, FilterWidth = 1, StrideH = 1, StrideW = 1 },
            ((Conv2D)graph.Operators[1]) with { Inputs = [7, 4, 5] },
        ],
    };

    private static string Text(IEnumerable<int> steps) => string.Join(' ', steps.Order());
}
