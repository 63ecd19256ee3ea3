using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Core.Tests;

/// <summary>Which tensors have one scale.</summary>
[TestClass]
public sealed class TiedScaleRuleTests
{
    [TestMethod]
    [DataRow("tflite", "TFLite")]
    [DataRow("NONE", "None")]
    [DataRow("tflite, mul:inputs, ADD : all", "TFLite;ADD:All;MUL:Inputs")]
    [DataRow("CONCATENATION:OutputToInputs;", "CONCATENATION:OutputToInputs")]
    public void Rules_that_say_the_same_are_equal(string text, string said)
    {
        Assert.AreEqual(said, TiedScaleRule.Parse(text)!.ToString());
        Assert.AreEqual(TiedScaleRule.Parse(said), TiedScaleRule.Parse(text));
        Assert.AreNotEqual(TiedScaleRule.Parse("TFLite;ADD:Inputs"), TiedScaleRule.Parse(text));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("ADD")]
    [DataRow("ADD:1")]
    [DataRow("ADD:Outputs")]
    [DataRow("SOFTMAX:InOut")]
    [DataRow("ADD:Inputs;ADD:All")]
    [DataRow("None;ADD:All")]
    [DataRow("ADD:All;TFLite")]
    public void Anything_else_is_no_rule(string text) => Assert.IsNull(TiedScaleRule.Parse(text));

    [TestMethod]
    public void What_moves_integers_is_tied_whatever_is_said_but_a_CONCATENATION()
    {
        var (reshape, join, add, leaky) = (new Reshape { Inputs = [1, 2], Outputs = [3] }, new Concatenation { Inputs = [1, 2], Outputs = [3] }, new Add { Inputs = [1, 2], Outputs = [3] }, new LeakyRelu { Inputs = [1], Outputs = [2] });

        foreach (var (text, expected) in new[]
        {
            ("TFLite", "1 2 3|1 2 3||"),
            ("None", "1 2 3|||"),
            ("ADD:Inputs", "1 2 3||1 2|"),
            ("CONCATENATION:OutputToInputs", "1 2 3|1 2 3||"),
            ("TFLite;ADD:All;LEAKY_RELU:InOut", "1 2 3|1 2 3|1 2 3|1 2"),
        })
        {
            var rule = TiedScaleRule.Parse(text)!;
            Assert.AreEqual(expected, string.Join('|', new Operator[] { reshape, join, add, leaky }.Select(step => string.Join(' ', rule.Of(step, ElementType.Int8)))), text);
        }
    }
}
