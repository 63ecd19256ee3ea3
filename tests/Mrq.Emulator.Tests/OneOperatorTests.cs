using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Numerics;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Emulator.Tests;

/// <summary>Each one-operator model gives TFLite's bytes in all variants, with both sets of kernels.</summary>
[TestClass]
public sealed class OneOperatorTests
{
    public static IEnumerable<object[]> Models => TestData.ModelsIn("operators").Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void The_output_is_TFLites_in_every_variant(string model)
    {
        var path = TestData.PathOf("operators", model);
        var graph = TfLiteModel.Read(File.ReadAllBytes(path + ".tflite")).Graph;
        if (graph.Operators.OfType<OpaqueOperator>().Any())
        {
            AssertRefusedByName(graph);
            return;
        }

        foreach (var arithmetic in ArithmeticCatalogue.TFLite)
        {
            var ofVariant = $"{path}.{arithmetic.Name}.out.bin";
            var expected = File.ReadAllBytes(File.Exists(ofVariant) ? ofVariant : path + ".out.bin");
            foreach (var kernels in Enum.GetValues<KernelSet>())
            {
                var session = new EmulatorSession(CompiledGraph.Compile(graph, arithmetic, kernels));
                session.SetInputs(File.ReadAllBytes(path + ".in.bin"));
                session.Run();
                BytesAssert.AreEqual(expected, session.Outputs(), $"{model}, {arithmetic.Name}, {kernels}");
            }
        }
    }

    /// <summary>What the emulator does not compute yet it must refuse, with the operator's name.</summary>
    private static void AssertRefusedByName(QuantizedGraph graph)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(graph, Arithmetic.TFLite));
        Assert.AreEqual(MrqCodes.OperatorNotEmulated, error.Code);
        StringAssert.Contains(error.Message, graph.Operators.OfType<OpaqueOperator>().First().Name, StringComparison.Ordinal);
    }
}
