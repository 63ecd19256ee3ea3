using Mrq.Conversion.Tests.Graphs;
using Mrq.Conversion.Tests.Trials;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Emulator;

namespace Mrq.Conversion.Tests;

/// <summary>
/// Every operator that the emulator runs on quantized activations converts from every type that it has to every scheme, with Verify, with and without calibration: what a
/// scheme has no kernel for is kept in a type that has. No output has more noise than the resolution of source and target explains.
/// </summary>
[TestClass]
[TestCategory("Slow")]
public sealed class EveryOperatorTests
{
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void A_model_of_each_operator_converts(ElementType type, string scheme)
    {
        var failures = new List<string>();
        var named = SchemeCatalogue.Named(scheme);
        foreach (var (name, graph) in new OperatorModels(type).All().Where(model => EmulatorCoverage.Missing(model.Graph).Count == 0))
        {
            graph.Validate();
            foreach (var calibrate in new[] { false, true })
            {
                if (Judgement.Of(graph, named, calibrate, MostNoise(name)) is { } wrong && !KnownRefusals.Contains(graph, named, wrong))
                {
                    failures.Add($"{name}, calibrated {calibrate}: {wrong}");
                }
            }
        }

        Assert.AreEqual("", string.Join('\n', failures));
    }

    /// <summary>With a memory, or without a computed input; TABLE, which only ONNX models have and conversion refuses; and what is a border to conversion.</summary>
    private static readonly HashSet<string> Elsewhere = new(StringComparer.Ordinal) { "SVDF", "UNIDIRECTIONAL_SEQUENCE_LSTM", "ASSIGN_VARIABLE", "READ_VARIABLE", "TABLE", "WHERE", "CUSTOM(TFLite_Detection_PostProcess)" };

    [TestMethod]
    public void No_operator_on_quantized_values_is_left_out()
    {
        ElementType[] types = [ElementType.UInt8, ElementType.Int8, ElementType.Int16];
        var models = types.SelectMany(type => new OperatorModels(type).All().Where(model => EmulatorCoverage.Missing(model.Graph).Count == 0)).Select(model => model.Name).ToHashSet();
        var runs = EmulatorCoverage.All.Where(entry => entry.Inputs.Any(types.Contains) && !Elsewhere.Contains(entry.Operator)).Select(entry => entry.Operator).Distinct();
        Assert.AreEqual("", string.Join(' ', runs.Except(models)));
    }

    /// <summary>SQRT of 8 bits cuts its quotient off, where that of a finer grid has nothing to cut.</summary>
    private static double MostNoise(string name) => name == "SQRT" ? 5 : Judgement.MostNoise;

    private static IEnumerable<object[]> Cases() =>
        from type in new[] { ElementType.UInt8, ElementType.Int8, ElementType.Int16 }
        from scheme in SchemeCatalogue.All
        select new object[] { type, scheme.Name };
}
