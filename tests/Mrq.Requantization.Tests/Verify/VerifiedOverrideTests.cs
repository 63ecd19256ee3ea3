using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Verify;

namespace Mrq.Requantization.Tests.Verify;

/// <summary>Which operators an override is about the judge finds for himself.</summary>
[TestClass]
public sealed class VerifiedOverrideTests
{
    [TestMethod]
    [DataRow("""[{"operator":"conv_2d","weightRange":"-127..100"}]""", true)]
    [DataRow("""[{"operator":"DEPTHWISE_CONV_2D","weightRange":"-127..100"}]""", false)]
    [DataRow("""[{"tensor":"t1","weightRange":"-127..100"}]""", true)]
    [DataRow("""[{"tensor":"t3","weightRange":"-127..100"}]""", true)]
    [DataRow("""[{"tensor":"t0","weightRange":"-127..100"}]""", false)]
    [DataRow("""[{"tensor":"*3","weightRange":"-127..100"}]""", true)]
    [DataRow("""[{"tensor":"?3?","weightRange":"-127..100"}]""", false)]
    [DataRow("""[{"operator":"CONV_2D","weightRange":"-9..9"},{"tensor":"t*","weightRange":"-127..100"}]""", true)]
    [DataRow("""[{"operator":"CONV_2D","biasBits":"20"}]""", false)]
    public void What_a_plan_did_not_do_by_the_override_or_did_by_none_is_found(string overrides, bool isAbout)
    {
        var asked = SchemeCatalogue.Named("int8-symmetric") with { Overrides = SchemeOverrides.Parse(overrides)! };
        var other = asked with { Overrides = SchemeOverrides.None, Weights = asked.Weights with { Maximum = 100 } };

        var plain = Judge(asked, asked with { Overrides = SchemeOverrides.None });
        var changed = Judge(asked, other);

        Assert.AreEqual(isAbout || overrides.Contains("biasBits", StringComparison.Ordinal) ? "CONV_2D at 0, tensor 't3': it was not converted by the override that is about it." : "", plain);
        Assert.AreEqual(isAbout ? "" : overrides.Contains("biasBits", StringComparison.Ordinal) ? "CONV_2D at 0, tensor 't3': it was not converted by the override that is about it." : "CONV_2D at 0, tensor 't3': it was converted by an override that is not about it.", changed);
    }

    /// <summary>An output that has the scale and zero point that were read is one that conversion kept, whatever is asked of it.</summary>
    [TestMethod]
    public void What_stays_as_it_was_has_no_rule()
    {
        var asked = SchemeCatalogue.Named("int8-symmetric") with { Overrides = SchemeOverrides.Parse("""[{"operator":"CONV_2D","activationRange":"-127..127"}]""")! };

        Assert.AreEqual("", Judge(asked, asked with { Overrides = SchemeOverrides.None }, moved: 0));
    }

    private static string Judge(QuantizationScheme asked, QuantizationScheme given, float moved = 1)
    {
        var graph = new JudgedGraph("int8-symmetric");
        var (input, weights, bias, output) = (graph.Activation(0.5f), graph.Weights(0.25f), graph.Bias(0.125f), graph.Activation(1));
        graph.With(new Conv2D { Inputs = [input, weights, bias], Outputs = [output] });
        var source = graph.Build();
        var target = source.WithTensors(new Dictionary<int, Tensor> { [output] = source.Tensors[output] with { Quantization = new QuantizationParameters(1 + moved) } });
        var conversion = new Conversion(source, target, ImmutableDictionary<int, FoldedActivation>.Empty, ConversionRules.Of(given) with { Asked = (source, asked) });
        return string.Join('\n', OverrideCheck.Of(conversion).Select(violation => violation.ToString()));
    }
}
