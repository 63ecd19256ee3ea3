using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
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

    [TestMethod]
    public void Operators_outside_the_catalogue_are_refused_all_at_once_with_version_and_types()
    {
        var graph = OneOperatorGraph.Of(new OpaqueOperator("BUCKETIZE") { Inputs = [], Outputs = [], Version = 2 }, SmallTensors.Bytes(1), SmallTensors.Bytes(1));
        graph = graph with { Operators = [.. graph.Operators, new Conv2D { Inputs = [0, 0], Outputs = [1], Version = 7 }] };

        var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(
            graph with { Tensors = [.. graph.Tensors.Select(tensor => tensor with { Type = ElementType.Float64 })] },
            Arithmetic.TFLite));

        Assert.AreEqual(MrqCodes.OperatorNotEmulated, error.Code);
        StringAssert.Contains(error.Message, "BUCKETIZE version 2 (FLOAT64 -> FLOAT64); CONV_2D version 7 (FLOAT64, FLOAT64 -> FLOAT64)", StringComparison.Ordinal);
    }
}
