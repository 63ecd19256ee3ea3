using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Schemes;
using Mrq.Core.Targets;
using Mrq.Requantization;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>Each target's rules hold in a converted network, or the one coded error says why not.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class TargetConversionTests
{
    /// <summary>Targets whose tensors obey equal rules share a conversion: without samples their arithmetic decides nothing of types, ranges and ties.</summary>
    [TestMethod]
    public void A_converted_network_satisfies_each_target_by_its_rules()
    {
        var model = ModelFile.Read(TestData.PathOf("models", "mobilenet_v1_0.25_128_quant.tflite"));
        var failures = new List<string>();
        foreach (var group in TargetCatalogue.All.GroupBy(target => SameRules.Of(target.Scheme) with { Arithmetic = SchemeCatalogue.Named("int8-symmetric").Arithmetic }))
        {
            var scheme = group.First().Scheme;
            var converted = Converted(model.Graph, model.Format.NativeArithmetic, scheme, failures);
            failures.AddRange(converted is null ? [] : group.SelectMany(target => SchemeCheck.Violations(converted, target.Scheme).Select(violation => $"{target.Name}: {violation}")));
        }

        Assert.AreEqual("", string.Join('\n', failures));
    }

    private static QuantizedGraph? Converted(QuantizedGraph source, Core.Numerics.Arithmetic native, QuantizationScheme scheme, List<string> failures)
    {
        try
        {
            return Requantizer.Convert(source, native, scheme, calibration: null, new ParallelOptions()).Graph;
        }
        catch (MrqException error)
        {
            failures.Add($"{scheme.Name}: {error.Code}: {error.Message}");
            return null;
        }
    }
}
