using Mrq.Core.Schemes;
using Mrq.Core.Targets;

namespace Mrq.Core.Tests;

/// <summary>What a scheme's operators can be widened to.</summary>
[TestClass]
public sealed class WiderRuleTests
{
    [TestMethod]
    [DataRow("int8-symmetric", "activationType=int16")]
    [DataRow("tflite-int8", "activationType=int16 activationZeroPoint=Zero")]
    [DataRow("tflite-uint8", "weightType=int8 weightZeroPoint=Zero activationType=int16 activationZeroPoint=Zero")]
    [DataRow("esp32-s3", "activationType=int16 biasBits=32")]
    [DataRow("qnn-htp-w4a8", "weightRange=-127..127")]
    [DataRow("tflite-int16x8", "")]
    public void A_wider_rule_says_what_the_schemes_does_not(string scheme, string fields)
    {
        var refused = new List<string>();

        var rules = WiderRule.Of(NamedSchemes.Named(scheme), [WiderKind.Weights8, WiderKind.Activations16], refused);

        Assert.AreEqual(fields, string.Join(' ', rules.SelectMany(rule => rule.Of("x").Fields).Select(field => $"{char.ToLowerInvariant(field.Key[0])}{field.Key[1..]}={field.Value}")));
        Assert.HasCount(2 - rules.Count, refused);
    }

    [TestMethod]
    public void What_a_target_takes_can_be_written_under_its_rules()
    {
        foreach (var target in TargetCatalogue.All.Where(target => target.Wider.Count > 0))
        {
            var refused = new List<string>();
            Assert.HasCount(target.Wider.Count, WiderRule.Of(target.Scheme, target.Wider, refused), $"{target.Name}: {string.Join(" ", refused)}");
        }
    }

    [TestMethod]
    public void What_contradicts_the_rest_of_a_scheme_is_refused_with_the_reason()
    {
        var refused = new List<string>();

        Assert.IsEmpty(WiderRule.Of(NamedSchemes.Named("qnn-htp-w8a8"), [WiderKind.Activations16], refused));
        Assert.Contains("ActivationStorage", refused.Single());
    }
}
