using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Core.Tests;

/// <summary>Other rules for some operators.</summary>
[TestClass]
public sealed class SchemeOverridesTests
{
    [TestMethod]
    public void An_array_is_read_written_and_read_again()
    {
        var overrides = SchemeOverrides.Parse("""[ { "WeightGranularity": "PerTensor", "operator": "FULLY_CONNECTED" }, { "tensor": "block?/*", "activationType": "int16", "biasBits": 20, "BIASSCALE": "Own" }, ]""")!;

        Assert.AreEqual("""[{"operator":"FULLY_CONNECTED","weightGranularity":"PerTensor"},{"tensor":"block?/*","activationType":"int16","biasBits":"20","biasScale":"Own"}]""", overrides.ToString());
        Assert.AreEqual(overrides, SchemeOverrides.Parse(overrides.ToString()));
        Assert.AreEqual("BiasBits", overrides.All.Last().Fields[1].Key);
        Assert.AreEqual(SchemeOverrides.None, SchemeOverrides.Parse("[]"));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{}")]
    [DataRow("[1]")]
    [DataRow("[{}]")]
    [DataRow("""[{"operator":"ADD"}]""")]
    [DataRow("""[{"weightRange":"-7..7"}]""")]
    [DataRow("""[{"operator":"ADD","tensor":"a","weightRange":"-7..7"}]""")]
    [DataRow("""[{"operator":"ADD","arithmetic":"tosa"}]""")]
    [DataRow("""[{"operator":"ADD","floats":true}]""")]
    [DataRow("""[{"operator":"ADD","weightRange":"-7..7","WeightRange":"-8..7"}]""")]
    [DataRow("""[{"operator":"ADD","weightRange":{"a":{"b":1}}}]""")]
    [DataRow("""[{"operator":"","weightRange":"-7..7"}]""")]
    public void Anything_else_is_none(string text) => Assert.IsNull(SchemeOverrides.Parse(text));

    [TestMethod]
    public void The_later_of_two_wins_field_by_field_and_names_are_patterns()
    {
        var assignment = new SchemeAssignment(Scheme("""[{"operator":"conv_2d","weightRange":"-31..31","weightScaleForm":"PowerOfTwo"},{"tensor":"b*","weightRange":"-7..7"}]""")).On(Graph(new Conv2D { Inputs = [0, 1], Outputs = [2] }, new Conv2D { Inputs = [2, 3], Outputs = [4] }, new Add { Inputs = [4, 4], Outputs = [5] }));

        Assert.AreEqual("-31..31 -7..7 -127..127", string.Join(' ', Enumerable.Range(0, 3).Select(step => $"{assignment[step].Weights.Minimum}..{assignment[step].Weights.Maximum}")));
        Assert.AreEqual("PowerOfTwo PowerOfTwo Free", string.Join(' ', Enumerable.Range(0, 3).Select(step => assignment[step].Weights.Form)));
        Assert.AreEqual(SchemeOverrides.None, assignment.Default.Overrides);
    }

    [TestMethod]
    [DataRow("CONV_2D", "name RESHAPE, which writes 'c',", DisplayName = "by an override of whoever writes the other")]
    [DataRow("RESHAPE", "name CONV_2D, which writes 'a2',", DisplayName = "by an override of the operator itself")]
    public void What_an_operator_ties_is_not_separated(string overridden, string remedy)
    {
        var graph = Graph(new Conv2D { Inputs = [0, 1], Outputs = [2] }, new Reshape { Inputs = [2], Outputs = [4] });

        var error = Assert.ThrowsExactly<MrqException>(() => new SchemeAssignment(Scheme($$"""[{"operator":"{{overridden}}","activationRange":"-64..63"}]""")).On(graph));
        Assert.AreEqual(MrqCodes.UnsupportedConversion, error.Code);
        Assert.AreEqual($"RESHAPE at 1: an override separates 'a2' from 'c', which the operator ties; {remedy} in an override of the same rules, too.", error.MessageWithPlace);

        _ = new SchemeAssignment(Scheme("""[{"operator":"CONV_2D","activationRange":"-64..63"},{"operator":"RESHAPE","activationRange":"-64..63"}]""")).On(graph);
        _ = new SchemeAssignment(Scheme("""[{"operator":"CONV_2D","weightRange":"-64..63"}]""")).On(graph);
    }

    private static QuantizationScheme Scheme(string overrides) => SchemeCatalogue.Named("int8-symmetric") with { Overrides = SchemeOverrides.Parse(overrides)! };

    /// <summary>Tensors a, weights, a2, b weights, c, d.</summary>
    private static QuantizedGraph Graph(params ImmutableArray<Operator> operators) => new()
    {
        Name = "main",
        Tensors = [.. new[] { "a", "weights", "a2", "b weights", "c", "d" }.Select(name => new Tensor { Name = name, Type = ElementType.Int8, Shape = new TensorShape(1), Quantization = new QuantizationParameters(1) })],
        Operators = operators,
        Inputs = [0],
        Outputs = [4],
    };
}
