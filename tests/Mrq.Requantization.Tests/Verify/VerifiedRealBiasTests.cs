using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Tests.Verify;

/// <summary>Biases of a target that adds real numbers.</summary>
[TestClass]
public sealed class VerifiedRealBiasTests
{
    private static readonly QuantizationScheme Scheme = SchemeDefinition.Create("real", [new("BasedOn", "int8-symmetric"), new("Arithmetic", "float32"), new("BiasScale", "Real")], SchemeCatalogue.Named);

    [TestMethod]
    public void They_are_real_finite_and_one_for_each_channel()
    {
        var (graph, bias) = Judged();

        Assert.AreEqual("", graph.Unchanged());
        Assert.Contains("tensor 't2': it is INT32, and the target adds biases as real numbers.", graph.With(bias, tensor => tensor with { Type = ElementType.Int32, Quantization = new QuantizationParameters(0.125f) }));
        Assert.Contains("tensor 't2': its value of channel 1 is no number.", graph.With(bias, tensor => tensor with { Data = MemoryMarshal.AsBytes<float>([1, float.NaN]).ToArray() }));
        Assert.Contains("tensor 't2': it has 1 values for 2 channels.", graph.With(bias, tensor => tensor with { Data = MemoryMarshal.AsBytes<float>([1]).ToArray() }));
    }

    [TestMethod]
    public void Beside_integers_that_a_target_adds_they_are_none() =>
        Assert.Contains("tensor 't2': its type is FLOAT32", JudgedConvolution.Create("int8-symmetric").With(2, tensor => tensor with { Type = ElementType.Float32, Quantization = null, Data = new byte[8] }));

    private static (JudgedGraph Graph, int Bias) Judged()
    {
        var graph = new JudgedGraph("int8-symmetric") { Scheme = Scheme };
        var (input, weights, bias, output) = (graph.Activation(0.5f), graph.Weights(0.25f), graph.Bias(0.125f), graph.Activation(1));
        graph.Replace(bias, tensor => tensor with { Type = ElementType.Float32, Quantization = null, Data = MemoryMarshal.AsBytes<float>([2.5f, -3.75f]).ToArray() });
        return (graph.With(new Conv2D { Inputs = [input, weights, bias], Outputs = [output], Padding = Padding.Valid }), bias);
    }
}
