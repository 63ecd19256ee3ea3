using Mrq.Conversion.Tests.Trials;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Conversion.Tests;

/// <summary>
/// Every one-operator model of the test data to every scheme, with Verify, with and without calibration: nothing is broken, and no output has more noise than the
/// resolution of source and target explains (<see cref="ResolutionBound"/>). Inputs are drawn from all integers that they can be.
/// </summary>
[TestClass]
public sealed class OneOperatorConversionTests
{
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void A_model_of_one_operator_converts(string folder, string scheme)
    {
        var failures = new List<string>();
        foreach (var name in TestData.ModelsIn(folder))
        {
            var graph = TfLiteModel.Read(File.ReadAllBytes(TestData.PathOf(folder, name + ".tflite"))).Graph;
            var named = SchemeCatalogue.Named(scheme);
            foreach (var (kind, source) in Variants(graph))
            {
                if (Judgement.Of(source, named, calibrate: kind == "calibrated") is { } wrong && !KnownRefusals.Contains(graph, named, wrong))
                {
                    failures.Add($"{name}, {kind}: {wrong}");
                }
            }
        }

        Assert.AreEqual("", string.Join('\n', failures));
    }

    private static IEnumerable<object[]> Cases() =>
        from folder in new[] { "operators", "int16x8_operators" }
        from scheme in SchemeCatalogue.All
        select new object[] { folder, scheme.Name };

    /// <summary>Calibration needs one input; of several, all but the first become constants.</summary>
    private static IEnumerable<(string Kind, QuantizedGraph Source)> Variants(QuantizedGraph graph)
    {
        yield return ("uncalibrated", graph);
        yield return ("calibrated", WithOneInput(graph));
    }

    private static QuantizedGraph WithOneInput(QuantizedGraph graph)
    {
        if (graph.Inputs.Length == 1)
        {
            return graph;
        }

        var samples = new UniformSamples(graph, 1, seed: 7);
        return graph.WithTensors(Enumerable.Range(1, graph.Inputs.Length - 1).ToDictionary(index => graph.Inputs[index], index =>
        {
            var tensor = graph.Tensors[graph.Inputs[index]];
            var data = new byte[tensor.Type.ByteCount(tensor.Shape.ElementCount)];
            samples.Encode(0, index, tensor, data);
            return tensor with { Data = data };
        })) with { Inputs = [graph.Inputs[0]] };
    }
}
