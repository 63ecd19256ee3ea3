using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Tests;

/// <summary>A target that has a smallest scale gives it to activations that would have less, and moves no other.</summary>
[TestClass]
public sealed class SmallestScaleTests
{
    [TestMethod]
    [DataRow("tflite-int8")]
    [DataRow("int8-symmetric")]
    [DataRow("int8-symmetric-pow2")]
    public void What_would_have_less_gets_it_and_keeps_what_it_means(string basis)
    {
        var source = GraphOfTwoConvolutions.Create();
        var middle = source.Operators[0].Outputs[0];
        QuantizationScheme Scheme(string smallest) => SchemeDefinition.Create("limited", [new("BasedOn", basis), new("SmallestActivationScale", smallest)], SchemeCatalogue.Named);
        var free = Requantizer.Convert(source, Arithmetic.TFLiteSource, Scheme("0"), null, new ParallelOptions()).Graph;
        var scale = PowerOfTwo.Ceiling(2.0 * free.Tensors[middle].Quantization!.Scale);

        var limited = Requantizer.Convert(source, Arithmetic.TFLiteSource, Scheme($"{scale:R}"), null, new ParallelOptions());

        Assert.AreEqual((float)scale, limited.Graph.Tensors[middle].Quantization!.Scale);
        foreach (var tensor in limited.Graph.Inputs.Concat(limited.Graph.Operators.SelectMany(step => step.Outputs)))
        {
            Assert.IsGreaterThanOrEqualTo((float)scale, limited.Graph.Tensors[tensor].Quantization!.Scale);
        }

        Assert.IsGreaterThan(15, Sqnr.Of(source, limited, Scheme($"{scale:R}")));
        CollectionAssert.AreEqual(Parameters(free), Parameters(Requantizer.Convert(source, Arithmetic.TFLiteSource, Scheme("2^-40"), null, new ParallelOptions()).Graph));
    }

    private static List<QuantizationParameters?> Parameters(QuantizedGraph graph) => [.. graph.Tensors.Select(tensor => tensor.Quantization)];
}
