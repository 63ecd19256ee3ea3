using System.Globalization;
using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Graph.Operators;
using Mrq.Core.Numerics;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Emulator.Tests;

/// <summary>The one-operator int16 models of tflite-micro give its golden values in all variants, with both sets of kernels.</summary>
[TestClass]
public sealed class Int16OperatorTests
{
    private const string Folder = "int16x8_operators";

    public static IEnumerable<object[]> Models => TestData.ModelsIn(Folder).Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void The_output_is_the_golden_one(string model)
    {
        var path = TestData.PathOf(Folder, model);
        var graph = TfLiteModel.Read(File.ReadAllBytes(path + ".tflite")).Graph;
        foreach (var arithmetic in Arithmetic.All)
        {
            foreach (var kernels in Enum.GetValues<KernelSet>())
            {
                if (Compiled(graph, arithmetic, kernels) is not { } compiled)
                {
                    continue;
                }

                var session = new EmulatorSession(compiled);
                for (var i = 0; i < graph.Inputs.Length; i++)
                {
                    Values($"{path}_input{i}").CopyTo(session.Input(i));
                }

                session.Run();
                AssertValues(graph.Tensors[graph.Outputs[0]], Values(path + "_golden"), session.Output(0), $"{model}, {arithmetic.Name}, {kernels}");
            }
        }
    }

    /// <summary>The compiled graph; null when the emulator refuses an operator by its name, as it must what it does not compute.</summary>
    private static CompiledGraph? Compiled(QuantizedGraph graph, Arithmetic arithmetic, KernelSet kernels)
    {
        try
        {
            return CompiledGraph.Compile(graph, arithmetic, kernels);
        }
        catch (MrqException error) when (error.Code == MrqCodes.OperatorNotEmulated)
        {
            Assert.IsFalse(graph.Operators[0] is Pad or StridedSlice, error.Message);
            Assert.IsTrue(graph.Operators.Any(step => error.Message.Contains(step.Name, StringComparison.Ordinal)), error.Message);
            return null;
        }
    }

    /// <summary>The bytes of a list of values, whose type its file's name ends with.</summary>
    private static byte[] Values(string path)
    {
        var file = new[] { "_int16.csv", "_int32.csv" }.Select(ending => path + ending).First(File.Exists);
        var values = File.ReadAllText(file).Split([',', '\n', '\r', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Select(value => int.Parse(value, CultureInfo.InvariantCulture));
        return file.EndsWith("_int16.csv", StringComparison.Ordinal)
            ? MemoryMarshal.AsBytes(values.Select(value => checked((short)value)).ToArray().AsSpan()).ToArray()
            : MemoryMarshal.AsBytes(values.ToArray().AsSpan()).ToArray();
    }

    private static void AssertValues(Tensor tensor, ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        Assert.AreEqual(expected.Length, actual.Length, $"{what}: length of '{tensor.Name}'");
        var width = tensor.Type.BitWidth() / 8;
        var at = expected.CommonPrefixLength(actual) / width * width;
        if (at < expected.Length)
        {
            long At(ReadOnlySpan<byte> bytes) => width == 2 ? MemoryMarshal.Read<short>(bytes[at..]) : MemoryMarshal.Read<int>(bytes[at..]);
            Assert.Fail($"{what}: value {at / width} of '{tensor.Name}' is {At(actual)}, TFLite's is {At(expected)}");
        }
    }
}
