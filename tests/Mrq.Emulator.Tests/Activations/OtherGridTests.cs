using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Activations;

/// <summary>Bounded functions on other grids than those that TFLite's kernels are written for, where no TFLite runs.</summary>
[TestClass]
public sealed class OtherGridTests
{
    private static readonly Operator[] Functions = [new Softmax { Inputs = [], Outputs = [], Beta = 2 }, new LogSoftmax { Inputs = [], Outputs = [] }, new L2Normalization { Inputs = [], Outputs = [] }, new Logistic { Inputs = [], Outputs = [] }, new Tanh { Inputs = [], Outputs = [] }];

    public static IEnumerable<object[]> Cases =>
        from step in Functions
        from type in new[] { ElementType.Int8, ElementType.UInt8, ElementType.Int16 }
        where step.Traits.FixedOutput.ContainsKey(type)
        select new object[] { step.Name, type };

    /// <summary>The function in double, and the nearest integer: at most one off where float32 and ties decide.</summary>
    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void They_are_the_function_itself_on_the_grid(string name, ElementType type)
    {
        var (low, high) = type.IntegerRange();
        var (middle, step) = ((low + high + 1) / 2, Functions.First(step => step.Name == name));
        var (scale, unit) = (4.0 / (high - low), type == ElementType.Int16 ? 3e-5f : 0.011f);
        var output = new QuantizationParameters(name == "LOG_SOFTMAX" ? 0.05f : unit, name == "LOG_SOFTMAX" ? high - 7 : middle);
        var values = Enumerable.Range(0, 64).Select(i => low + (int)((long)i * i * 37 % (high - low + 1))).ToArray();
        var graph = OneOperatorGraph.Of(step, SmallTensors.Of(type, (float)scale, middle, 16, 4), SmallTensors.Of(type, 1, 0, 16, 4) with { Quantization = output });

        var expected = values.Chunk(4).SelectMany(row => Compute(step, [.. row.Select(value => (value - middle) * (double)(float)scale)])).Select(real => Math.Clamp(Math.Round(real / output.Scale) + output.ZeroPoint, low, high)).ToArray();
        foreach (var arithmetic in new[] { Arithmetic.Gemmlowp, ArithmeticCatalogue.Named("float32"), ArithmeticCatalogue.Named("shift-half-even") })
        {
            var actual = Run(graph, arithmetic, type, values);
            Assert.IsTrue(actual.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= 1), $"{arithmetic}: {string.Join(' ', actual)} for {string.Join(' ', expected)}");
            Assert.IsGreaterThan(60, actual.Zip(expected).Count(pair => pair.First == pair.Second));
        }

        if (step is not Tanh || type == ElementType.Int16)
        {
            graph.AssertInvalid();
        }
    }

    /// <summary>TFLite's own grid is computed as TFLite computes it.</summary>
    [TestMethod]
    public void TFLites_own_grid_keeps_its_formula()
    {
        var graph = OneOperatorGraph.Of(new Softmax { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 0.1f, 0, 4, 16), SmallTensors.Of(ElementType.Int8, 1 / 256f, -128, 4, 16));
        var values = Enumerable.Range(0, 64).Select(i => (sbyte)((i * i * 37 % 256) - 128)).ToArray();

        CollectionAssert.AreEqual(graph.Run<sbyte, sbyte>(Arithmetic.TFLite, values), graph.Run<sbyte, sbyte>(ArithmeticCatalogue.Named("float32"), values));
    }

    private static double[] Compute(Operator step, double[] row)
    {
        var exponentials = row.Select(x => Math.Exp((x - row.Max()) * (step is Softmax softmax ? softmax.Beta : 1))).ToArray();
        var length = Math.Sqrt(row.Sum(x => x * x));
        return step switch
        {
            Softmax => [.. exponentials.Select(value => value / exponentials.Sum())],
            LogSoftmax => [.. row.Select(x => x - row.Max() - Math.Log(exponentials.Sum()))],
            L2Normalization => [.. row.Select(x => length == 0 ? 0 : x / length)],
            Logistic => [.. row.Select(x => 1 / (1 + Math.Exp(-x)))],
            _ => [.. row.Select(Math.Tanh)],
        };
    }

    private static int[] Run(QuantizedGraph graph, Arithmetic arithmetic, ElementType type, int[] values) => type switch
    {
        ElementType.Int8 => [.. graph.Run<sbyte, sbyte>(arithmetic, values.Select(value => (sbyte)value).ToArray()).Select(value => (int)value)],
        ElementType.UInt8 => [.. graph.Run<byte, byte>(arithmetic, values.Select(value => (byte)value).ToArray()).Select(value => (int)value)],
        _ => [.. graph.Run<short, short>(arithmetic, values.Select(value => (short)value).ToArray()).Select(value => (int)value)],
    };
}
