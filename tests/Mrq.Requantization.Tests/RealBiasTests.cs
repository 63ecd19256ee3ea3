using System.Runtime.InteropServices;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Requantization.Tests;

/// <summary>A target that adds biases to real sums gets them as they are.</summary>
[TestClass]
public sealed class RealBiasTests
{
    [TestMethod]
    public void Biases_are_the_sources_real_numbers_and_the_network_computes_what_it_did()
    {
        var source = GraphOfTwoConvolutions.Create();
        var (plain, real) = (Scheme(), Scheme(KeyValuePair.Create("BiasScale", "Real")));

        var converted = Requantizer.Convert(source, Arithmetic.TFLiteSource, real, null, new ParallelOptions());
        var rounded = Requantizer.Convert(source, Arithmetic.TFLiteSource, plain, null, new ParallelOptions());

        foreach (var step in converted.Graph.Operators)
        {
            var (before, after) = (source.Tensors[step.Inputs[2]], converted.Graph.Tensors[step.Inputs[2]]);
            Assert.AreEqual((ElementType.Float32, null), (after.Type, after.Quantization));
            int[] integers = [.. MemoryMarshal.Cast<byte, int>(before.Data!.Value.Span)];
            float[] values = [.. MemoryMarshal.Cast<byte, float>(after.Data!.Value.Span)];
            var scale = source.Tensors[step.Inputs[0]].Quantization!.Scale * (double)source.Tensors[step.Inputs[1]].Quantization!.Scale;
            for (var channel = 0; channel < values.Length; channel++)
            {
                Assert.AreEqual(integers[channel] * scale, values[channel], 1e-6 * Math.Max(1, Math.Abs(values[channel])));
            }
        }

        Assert.IsGreaterThan(Sqnr.Of(source, rounded, plain) - 0.5, Sqnr.Of(source, converted, real));
    }

    private static QuantizationScheme Scheme(params KeyValuePair<string, string>[] fields) =>
        SchemeDefinition.Create("real", [new("BasedOn", "tflite-int8"), new("Arithmetic", "float32"), .. fields], SchemeCatalogue.Named);
}
