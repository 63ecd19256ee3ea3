using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Pooling;

/// <summary>Means by each rule, in both kernels, held to fractions of numbers of any size.</summary>
[TestClass]
public sealed class AveragePoolRuleTests
{
    public static IEnumerable<object[]> Rules =>
        from rule in Enum.GetValues<AveragePoolRule>()
        from zeroPoint in new[] { 0, -128, 17 }
        select new object[] { rule, zeroPoint };

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void A_window_has_the_mean_that_its_rule_says(AveragePoolRule rule, int zeroPoint)
    {
        var arithmetic = Arithmetic.Gemmlowp with { AveragePool = rule };
        foreach (var (height, width) in new[] { (1, 2), (3, 3), (7, 7), (2, 4), (5, 1) })
        {
            var random = new Random((height * 16) + width);
            var input = Tensor("input", zeroPoint, 1, height, width, 35);
            var graph = OneOperatorGraph.Of(new AveragePool2D { Inputs = [], Outputs = [], FilterHeight = height, FilterWidth = width, StrideH = 1, StrideW = 1, Padding = Padding.Valid }, input, Tensor("output", zeroPoint, 1, 1, 1, 35));
            var bytes = new sbyte[height * width * 35];
            foreach (ref var value in bytes.AsSpan())
            {
                value = (sbyte)random.Next(-128, 128);
            }

            var expected = Enumerable.Range(0, 35).Select(channel => Mean(bytes.Where((_, i) => i % 35 == channel).Sum(value => (long)value), height * width, rule, zeroPoint)).ToArray();
            foreach (var kernels in new[] { KernelSet.Fast, KernelSet.Reference })
            {
                var session = new EmulatorSession(CompiledGraph.Compile(graph, arithmetic, kernels));
                System.Runtime.InteropServices.MemoryMarshal.AsBytes<sbyte>(bytes).CopyTo(session.Input(0));
                session.Run();
                CollectionAssert.AreEqual(expected, Array.ConvertAll(session.Output(0).ToArray(), value => (int)(sbyte)value), $"{rule} {height}x{width} {kernels}");
            }
        }
    }

    /// <summary>The rules in exact decimal fractions.</summary>
    private static int Mean(long sum, int count, AveragePoolRule rule, int zeroPoint)
    {
        var exact = (decimal)sum / count;
        switch (rule)
        {
            case AveragePoolRule.TFLite:
                return (int)Math.Round(exact, MidpointRounding.AwayFromZero);
            case AveragePoolRule.Floor:
                return (int)Math.Floor(exact);
            case AveragePoolRule.HalfUp:
                return (int)Math.Floor(exact + 0.5m);
            case AveragePoolRule.TowardZero:
                return (int)Math.Truncate(exact);
            case AveragePoolRule.ShortMultiplier:
                var shift = 0;
                while ((decimal)(1L << (shift + 1)) / count < 127)
                {
                    shift++;
                }

                var product = (sum - ((decimal)count * zeroPoint)) * Math.Floor((decimal)(1L << shift) / count) / (1L << shift);
                return zeroPoint + (int)Math.Round(product, MidpointRounding.AwayFromZero);
            case AveragePoolRule.Float:
                return zeroPoint + (int)MathF.Round((float)(sum - (count * zeroPoint)) * (1f / count), MidpointRounding.AwayFromZero);
            default:
                // 2^30 + 1 over n, n brought to [1, 2): off by less than 2^-30 of the mean, which a half of a small n's window can show.
                var power = 0;
                while (1L << power < count)
                {
                    power++;
                }

                var multiplier = ((decimal)(1L << 30) + 1) * (1L << power);
                var rounded = Math.Floor(((sum - ((decimal)count * zeroPoint)) * Math.Floor(multiplier / count) / (1L << (30 + power))) + 0.5m);
                return zeroPoint + (int)rounded;
        }
    }

    private static Tensor Tensor(string name, int zeroPoint, params int[] shape) => new() { Name = name, Type = ElementType.Int8, Shape = new TensorShape(shape), Quantization = new QuantizationParameters(0.5f, zeroPoint) };
}
