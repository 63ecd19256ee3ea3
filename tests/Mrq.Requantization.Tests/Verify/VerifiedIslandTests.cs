using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Verify;

namespace Mrq.Requantization.Tests.Verify;

/// <summary>Integers where the target computes in float32, and real numbers where it does not, are found.</summary>
[TestClass]
public sealed class VerifiedIslandTests
{
    [TestMethod]
    [DataRow("All", false, "")]
    [DataRow("ADD", false, "")]
    [DataRow("CONV_2D;MUL", false, "ADD at 0, tensor 't0': it is in integers, and the target computes this operator in float32.")]
    [DataRow("None", false, "ADD at 0, tensor 't0': it is in integers, and the target computes this operator in float32.")]
    [DataRow("None", true, "")]
    [DataRow("ADD", true, "ADD at 0, tensor 't0': it is in real numbers, and the target computes this operator with integers.")]
    public void An_operator_on_the_wrong_side_is_found(string rule, bool isReal, string expected)
    {
        var graph = new JudgedGraph("int8-symmetric");
        var (left, right, output) = (graph.Activation(0.5f), graph.Activation(0.25f), graph.Activation(1));
        graph.With(new Add { Inputs = [left, right], Outputs = [output] }).With(new Relu { Inputs = [output], Outputs = [graph.Activation(1)] });
        var source = graph.Build();
        var target = isReal ? source with { Tensors = [.. source.Tensors.Select(tensor => tensor with { Type = ElementType.Float32, Quantization = null })] } : source;
        var scheme = graph.Scheme with { QuantizedOperators = QuantizedOperatorRule.Parse(rule)! };

        var violations = IslandCheck.Of(new Conversion(source, target, ImmutableDictionary<int, FoldedActivation>.Empty, ConversionRules.Of(scheme)));

        Assert.AreEqual(expected, string.Join('\n', violations.Select(violation => violation.ToString())));
    }

    /// <summary>What was real before is no matter of a scheme.</summary>
    [TestMethod]
    public void Real_numbers_of_the_source_may_stay()
    {
        var graph = new JudgedGraph("int8-symmetric");
        var (left, right, output) = (graph.Real(), graph.Real(), graph.Real());
        var source = graph.With(new Add { Inputs = [left, right], Outputs = [output] }).Build();
        var scheme = graph.Scheme with { QuantizedOperators = QuantizedOperatorRule.Parse("ADD")! };

        Assert.AreEqual(0, IslandCheck.Of(new Conversion(source, source, ImmutableDictionary<int, FoldedActivation>.Empty, ConversionRules.Of(scheme))).Count());
    }
}
