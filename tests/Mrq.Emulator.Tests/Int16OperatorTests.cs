using System.Globalization;
using System.Runtime.InteropServices;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Emulator.Tests;

/// <summary>
/// tflite-micro's int16x8 models give their golden values, with both sets of kernels. The goldens are TFLite's in the double rounding; for a
/// build with single rounding nobody has answers, and there a value may be the next one, as it may for the SUB of tflite-micro itself.
/// </summary>
[TestClass]
public sealed class Int16OperatorTests
{
    public static IEnumerable<object[]> Models => TestData.ModelsIn("int16x8_operators").Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void The_output_is_the_golden_one(string model)
    {
        var path = TestData.PathOf("int16x8_operators", model);
        var graph = TfLiteModel.Read(File.ReadAllBytes(path + ".tflite")).Graph;
        foreach (var arithmetic in ArithmeticCatalogue.TFLite.Append(Arithmetic.TFLiteMicro))
        {
            foreach (var kernels in Enum.GetValues<KernelSet>())
            {
                var session = new EmulatorSession(CompiledGraph.Compile(graph, arithmetic, kernels));
                for (var i = 0; i < graph.Inputs.Length; i++)
                {
                    ReadValues($"{path}_input{i}").CopyTo(session.Input(i));
                }

                session.Run();
                var (golden, what) = (ReadValues($"{path}_golden"), $"{model}, {arithmetic.Name}, {kernels}");
                if (arithmetic.IsSingleRounding || (arithmetic.Quirks.SubtractsWithSingleMultipliers && graph.Operators.Any(step => step is Sub)))
                {
                    AssertNext(golden, session.Outputs(), what);
                }
                else
                {
                    BytesAssert.AreEqual(golden, session.Outputs(), what);
                }
            }
        }
    }

    private static void AssertNext(byte[] expected, byte[] actual, string what)
    {
        Assert.HasCount(expected.Length, actual, what);
        var wanted = MemoryMarshal.Cast<byte, short>(expected);
        var got = MemoryMarshal.Cast<byte, short>(actual);
        for (var i = 0; i < wanted.Length; i++)
        {
            Assert.IsTrue(Math.Abs(wanted[i] - got[i]) <= 1, $"{what}: value {i} is {got[i]}, the golden one {wanted[i]}");
        }
    }

    /// <summary>A line of decimal numbers, as bytes of the type that the file's name ends in.</summary>
    private static byte[] ReadValues(string stem)
    {
        var isNarrow = File.Exists(stem + "_int16.csv");
        var numbers = File.ReadAllText(stem + (isNarrow ? "_int16.csv" : "_int32.csv"))
            .Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(number => int.Parse(number, CultureInfo.InvariantCulture))
            .ToArray();
        return isNarrow
            ? MemoryMarshal.AsBytes<short>(numbers.Select(number => checked((short)number)).ToArray()).ToArray()
            : MemoryMarshal.AsBytes<int>(numbers).ToArray();
    }
}
