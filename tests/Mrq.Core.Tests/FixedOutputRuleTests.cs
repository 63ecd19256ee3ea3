using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Core.Tests;

/// <summary>Which outputs have a range of their own.</summary>
[TestClass]
public sealed class FixedOutputRuleTests
{
    private static readonly TensorRule Symmetric = SchemeCatalogue.Named("int8-symmetric").Activations;

    [TestMethod]
    [DataRow("tflite", "TFLite")]
    [DataRow("NONE", "None")]
    [DataRow("tanh = -1 .. 1, softmax=0..1", "SOFTMAX=0..1;TANH=-1..1")]
    [DataRow("LOGISTIC=0..0.9921875;", "LOGISTIC=0..0.9921875")]
    public void Rules_that_say_the_same_are_equal(string text, string said)
    {
        var rule = FixedOutputRule.Parse(text)!;

        Assert.AreEqual(said, rule.ToString());
        Assert.AreEqual(rule, FixedOutputRule.Parse(said));
        Assert.AreEqual(rule.GetHashCode(), FixedOutputRule.Parse(said)!.GetHashCode());
        Assert.AreNotEqual(FixedOutputRule.Parse("SOFTMAX=0..2"), rule);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("SOFTMAX")]
    [DataRow("SOFTMAX=1")]
    [DataRow("SOFTMAX=0..x")]
    [DataRow("SOFTMAX=0..NaN")]
    [DataRow("SOFTMAX=0..1e300")]
    [DataRow("SOFTMAX=0.5..1")]
    [DataRow("SOFTMAX=0..0")]
    [DataRow("RELU=0..6")]
    [DataRow("SOFTMAX=0..1;SOFTMAX=0..2")]
    [DataRow("None;SOFTMAX=0..1")]
    public void Anything_else_is_no_rule(string text) => Assert.IsNull(FixedOutputRule.Parse(text));

    [TestMethod]
    public void Ranges_are_those_of_the_operators_whose_grid_TFLite_fixes()
    {
        var operators = typeof(Operator).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operator)) && !type.IsAbstract && type != typeof(OpaqueOperator)).Select(type => (Operator)System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type));

        CollectionAssert.AreEquivalent(operators.Where(step => !step.Traits.FixedOutput.IsEmpty).Select(step => step.Name).ToList(), FixedOutputRule.Operators.ToList());
    }

    [TestMethod]
    public void A_range_is_covered_by_the_grid_of_the_activation_rule()
    {
        var (rule, step) = (FixedOutputRule.Parse("SOFTMAX=0..1")!, new Softmax { Inputs = [], Outputs = [] });

        Assert.AreEqual(new QuantizationParameters(1 / 127f), rule.Of(step, Symmetric));
        Assert.AreEqual(new QuantizationParameters(1 / 64f), rule.Of(step, Symmetric with { Form = ScaleForm.PowerOfTwo }));
        Assert.AreEqual(new QuantizationParameters(1 / 255f, -128), rule.Of(step, Symmetric with { ZeroPoint = ZeroPointRule.ZeroOrMinimum }));
        Assert.AreEqual(new QuantizationParameters(1 / 255f, -128), rule.Of(step, Symmetric with { ZeroPoint = ZeroPointRule.Free }));
        Assert.AreEqual(new QuantizationParameters(1 / 256f, -128), FixedOutputRule.TFLite.Of(step, Symmetric));
        Assert.IsNull(FixedOutputRule.None.Of(step, Symmetric));
        Assert.IsNull(rule.Of(new Tanh { Inputs = [], Outputs = [] }, Symmetric));
    }
}
