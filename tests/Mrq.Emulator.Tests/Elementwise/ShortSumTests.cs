using System.Numerics;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Elementwise;

/// <summary>Sums by multipliers of 7 bits, held to whole numbers of any size.</summary>
[TestClass]
public sealed class ShortSumTests
{
    [TestMethod]
    [DataRow(SumRule.SharedShift, Rounding.HalfUp)]
    [DataRow(SumRule.OwnShifts, Rounding.HalfAwayFromZero)]
    public void Each_sum_is_that_of_its_formula_in_both_kernels(SumRule rule, Rounding rounding)
    {
        var random = new Random(5);
        for (var trial = 0; trial < 60; trial++)
        {
            var (left, right, output) = (Scale(random), Scale(random), Scale(random));
            var (a, b, y) = (random.Next(-128, 128), random.Next(-128, 128), random.Next(-128, 128));
            var subtracts = trial % 2 == 1;
            Operator step = subtracts ? new Sub { Inputs = [], Outputs = [] } : new Add { Inputs = [], Outputs = [] };
            var graph = OneOperatorGraph.Of(step, SmallTensors.Of(ElementType.Int8, left, a, 1, 64), SmallTensors.Of(ElementType.Int8, right, b, 1, 64), SmallTensors.Of(ElementType.Int8, output, y, 1, 64));
            var inputs = new byte[128];
            random.NextBytes(inputs);
            var (first, second) = ((float)((double)left / output), (float)((double)right / output));
            var expected = Enumerable.Range(0, 64).Select(i => Math.Clamp(y + (int)Exact(rule, rounding, first, second, (sbyte)inputs[i] - a, (sbyte)inputs[64 + i] - b, subtracts), -128, 127)).ToArray();
            foreach (var kernels in new[] { KernelSet.Fast, KernelSet.Reference })
            {
                var session = new EmulatorSession(CompiledGraph.Compile(graph, Engine(rule, rounding), kernels));
                inputs.AsSpan(0, 64).CopyTo(session.Input(0));
                inputs.AsSpan(64).CopyTo(session.Input(1));
                session.Run();
                CollectionAssert.AreEqual(expected, Array.ConvertAll(session.Output(0).ToArray(), value => (int)(sbyte)value), $"{trial} {kernels}");
            }
        }
    }

    /// <summary>Large enough for a table where no lanes serve.</summary>
    [TestMethod]
    [DataRow(ElementType.Int8)]
    [DataRow(ElementType.UInt8)]
    public void Sums_of_many_values_are_those_of_the_reference_in_every_arithmetic(ElementType type)
    {
        var random = new Random(9);
        foreach (var arithmetic in ArithmeticCatalogue.All.Append(Engine(SumRule.SharedShift, Rounding.HalfUp)).Append(Engine(SumRule.OwnShifts, Rounding.HalfAwayFromZero)))
        {
            foreach (var step in new Operator[] { new Add { Inputs = [], Outputs = [] }, new Sub { Inputs = [], Outputs = [] } })
            {
                Tensor Operand(float scale) => SmallTensors.Of(type, scale, type == ElementType.Int8 ? 0 : 128, 1, 65, 67, 1);
                var graph = OneOperatorGraph.Of(step, Operand(0.5f), Operand(0.25f), Operand(0.5f));
                if (EmulatorCoverage.Missing(graph, arithmetic).Count > 0)
                {
                    continue;
                }

                var inputs = new byte[65 * 67 * 2];
                random.NextBytes(inputs);
                BytesAssert.AreEqual(Run(graph, arithmetic, KernelSet.Reference, inputs), Run(graph, arithmetic, KernelSet.Fast, inputs), $"{step.Name} {arithmetic.Name}");
            }
        }
    }

    [TestMethod]
    [DataRow(SumRule.SharedShift)]
    [DataRow(SumRule.OwnShifts)]
    public void A_factor_that_7_bits_do_not_hold_is_refused(SumRule rule)
    {
        var graph = OneOperatorGraph.Of(new Add { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 128, 0, 1, 4), SmallTensors.Of(ElementType.Int8, 1, 0, 1, 4), SmallTensors.Of(ElementType.Int8, 1, 0, 1, 4));

        var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(graph, Engine(rule, Rounding.HalfUp), KernelSet.Fast));
        Assert.AreEqual(MrqCodes.InvalidOperator, error.Code);
        Assert.Contains("which a multiplier of 7 bits does not hold", error.Message);
    }

    [TestMethod]
    [DataRow(1.0, 64, 6)]
    [DataRow(0.5, 64, 7)]
    [DataRow(0.99, 126, 7)]
    [DataRow(127.0, 127, 0)]
    [DataRow(1e-30, 0, 0)]
    public void A_floored_multiplier_has_the_least_shift_at_which_twice_of_it_would_be_too_large(double factor, int multiplier, int shift)
    {
        Assert.AreEqual(new ShortMultiplier(multiplier, shift), ShortMultiplier.Floored(factor));
        Assert.IsNull(ShortMultiplier.Floored(127.5));
    }

    [TestMethod]
    public void The_nearest_multiplier_is_the_first_of_those_that_are()
    {
        Assert.AreEqual(new ShortMultiplier(1, 0), ShortMultiplier.Nearest(1));
        Assert.AreEqual(new ShortMultiplier(3, 2), ShortMultiplier.Nearest(0.75f));
        Assert.AreEqual(new ShortMultiplier(85, 8), ShortMultiplier.Nearest(1f / 3));
        Assert.IsNull(ShortMultiplier.Nearest(127));
    }

    private static byte[] Run(QuantizedGraph graph, Arithmetic arithmetic, KernelSet kernels, byte[] inputs)
    {
        var session = new EmulatorSession(CompiledGraph.Compile(graph, arithmetic, kernels));
        inputs.AsSpan(0, inputs.Length / 2).CopyTo(session.Input(0));
        inputs.AsSpan(inputs.Length / 2).CopyTo(session.Input(1));
        session.Run();
        return session.Output(0).ToArray();
    }

    private static Arithmetic Engine(SumRule rule, Rounding rounding) => Arithmetic.Gemmlowp with { Sums = rule, Requantization = Arithmetic.Gemmlowp.Requantization with { Rounding = rounding } };

    private static float Scale(Random random) => MathF.Pow(2, (4 * random.NextSingle()) - 2);

    /// <summary>The formulas as they are written down, by search over all shifts.</summary>
    private static BigInteger Exact(SumRule rule, Rounding rounding, float left, float right, int a, int b, bool subtracts)
    {
        var sign = subtracts ? -1 : 1;
        if (rule == SumRule.SharedShift)
        {
            var shift = Enumerable.Range(0, 63).First(bits => Math.Max(left, right) * Math.Pow(2, bits + 1) >= 127);
            var sum = (new BigInteger(a) * (long)(left * Math.Pow(2, shift))) + (sign * new BigInteger(b) * (long)(right * Math.Pow(2, shift)));
            return Shifted(sum, shift, rounding);
        }

        return Own(left, a, rounding) + (sign * Own(right, b, rounding));
    }

    private static BigInteger Own(float factor, int value, Rounding rounding)
    {
        var best = Enumerable.Range(0, 31).Select(bits => (Bits: bits, Multiplier: Math.Round(factor * Math.Pow(2, bits), MidpointRounding.AwayFromZero))).Where(candidate => candidate.Multiplier < 127)
            .MinBy(candidate => (float)Math.Abs((candidate.Multiplier / Math.Pow(2, candidate.Bits)) - factor));
        return Shifted(value * new BigInteger(best.Multiplier), best.Bits, rounding);
    }

    private static BigInteger Shifted(BigInteger value, int bits, Rounding rounding)
    {
        var (unit, half) = (BigInteger.One << bits, bits == 0 ? BigInteger.Zero : BigInteger.One << (bits - 1));
        return rounding == Rounding.HalfUp || value.Sign >= 0 ? Floor(value + half, unit) : -Floor(-value + half, unit);
    }

    private static BigInteger Floor(BigInteger dividend, BigInteger divisor) => BigInteger.DivRem(dividend, divisor, out var rest) - (rest.Sign < 0 ? 1 : 0);
}
