using System.Numerics;
using Mrq.Core.Diagnostics;
using Mrq.Core.Numerics;

namespace Mrq.Core.Tests;

/// <summary>Each way of requantizing: hand-computed values, then a million random ones against numbers of any size.</summary>
[TestClass]
public sealed class RequantizationTests
{
    /// <summary>The multiplier of a half: the product is exact, so that a shift decides.</summary>
    private const int Half = 1 << 30;

    public static IEnumerable<object[]> Methods =>
        from method in Enum.GetValues<RequantizationMethod>()
        from rounding in Enum.GetValues<Rounding>()
        select new object[] { method, rounding };

    [TestMethod]
    [DataRow(RequantizationMethod.Q31DoubleRounding, Rounding.HalfAwayFromZero, 3, -3)]
    [DataRow(RequantizationMethod.Q31DoubleRounding, Rounding.HalfUp, 3, -2)]
    [DataRow(RequantizationMethod.Q31SingleRounding, Rounding.HalfUp, 3, -2)]
    [DataRow(RequantizationMethod.Q15Reduced, Rounding.HalfUp, 3, -2)]
    [DataRow(RequantizationMethod.TosaSingleRounding, Rounding.HalfUp, 3, -2)]
    [DataRow(RequantizationMethod.EightBitMultiplier, Rounding.HalfUp, 3, -2)]
    [DataRow(RequantizationMethod.Float32, Rounding.HalfToEven, 2, -2)]
    [DataRow(RequantizationMethod.Shift, Rounding.HalfUp, 3, -2)]
    [DataRow(RequantizationMethod.Shift, Rounding.HalfToEven, 2, -2)]
    [DataRow(RequantizationMethod.Shift, Rounding.HalfAwayFromZero, 3, -3)]
    [DataRow(RequantizationMethod.Shift, Rounding.TowardZero, 2, -2)]
    [DataRow(RequantizationMethod.Shift, Rounding.Floor, 2, -3)]
    public void A_quarter_of_ten_is_a_tie(RequantizationMethod method, Rounding rounding, int ofTen, int ofMinusTen)
    {
        var requantization = new Requantization(method, rounding);
        var quarter = requantization.Quantize(0.25);

        Assert.AreEqual(ofTen, requantization.Apply(10, quarter));
        Assert.AreEqual(ofMinusTen, requantization.Apply(-10, quarter));
        Assert.AreEqual(0, requantization.Apply(0, quarter));
    }

    [TestMethod]
    [DynamicData(nameof(Methods))]
    public void A_half_of_the_ends_of_int32(RequantizationMethod method, Rounding rounding)
    {
        // A shift of 0 in TFLite's terms. The largest number's half is 2^30 - 1/2; float32 knows 2^31 instead of 2^31 - 1.
        var requantization = new Requantization(method, rounding);
        var half = requantization.Quantize(0.5);
        var roundsUp = method is RequantizationMethod.Q31DoubleRounding or RequantizationMethod.Float32 || rounding is Rounding.HalfUp or Rounding.HalfAwayFromZero or Rounding.HalfToEven;

        Assert.AreEqual(new FixedPointMultiplier(Half, 0), half);
        Assert.AreEqual(roundsUp ? 1 << 30 : (1 << 30) - 1, requantization.Apply(int.MaxValue, half));
        Assert.AreEqual(-(1 << 30), requantization.Apply(int.MinValue, half));
    }

    [TestMethod]
    [DynamicData(nameof(Methods))]
    public void The_largest_right_shift_leaves_a_half_of_the_ends_of_int32(RequantizationMethod method, Rounding rounding)
    {
        // 2^-32 is multiplier 2^30 with a shift of -31: the smallest factor that TFLite holds.
        var requantization = new Requantization(method, rounding);
        var smallest = requantization.Quantize(Math.ScaleB(1, -32));

        Assert.AreEqual(new FixedPointMultiplier(Half, -31), smallest);
        Assert.AreEqual(default, requantization.Quantize(Math.ScaleB(1, -34)), "smaller factors are 0");
        Assert.AreEqual((int)ExactRounding.Divide(Intermediate(method, int.MinValue), BigInteger.One << 31, rounding), requantization.Apply(int.MinValue, smallest));
        Assert.AreEqual(0, requantization.Apply(0, smallest));

        // Only double rounding makes 2^30 of 2^30 - 1/2 on the way, and TOSA's nudge takes the half beyond a half.
        static BigInteger Intermediate(RequantizationMethod method, int x) =>
            method == RequantizationMethod.TosaDoubleRounding ? ((BigInteger)x * Half - (1 << 30)) >> 31 : (BigInteger)x / 2;
    }

    [TestMethod]
    [DataRow(RequantizationMethod.Q31SingleRounding, 30)]
    [DataRow(RequantizationMethod.EightBitMultiplier, 30)]
    [DataRow(RequantizationMethod.Shift, 31)]
    [DataRow(RequantizationMethod.Float32, 31)]
    [DataRow(RequantizationMethod.TosaSingleRounding, 29)]
    [DataRow(RequantizationMethod.Q31DoubleRounding, 30)]
    public void A_large_factor_shifts_left(RequantizationMethod method, int shift)
    {
        var requantization = new Requantization(method, Rounding.HalfUp);
        var factor = requantization.Quantize(Math.ScaleB(0.5, shift));

        Assert.AreEqual(shift, factor.Shift);
        Assert.AreEqual(1 << (shift - 1), requantization.Apply(1, factor));
        Assert.AreEqual(-(1 << (shift - 1)), requantization.Apply(-1, factor));
    }

    [TestMethod]
    [DataRow(RequantizationMethod.TosaSingleRounding)]
    [DataRow(RequantizationMethod.EightBitMultiplier)]
    [DataRow(RequantizationMethod.Float32)]
    [DataRow(RequantizationMethod.Shift)]
    public void A_result_beyond_32_bits_saturates(RequantizationMethod method)
    {
        var requantization = new Requantization(method, Rounding.HalfUp);
        var four = requantization.Quantize(4);

        Assert.AreEqual(int.MaxValue, requantization.Apply(int.MaxValue, four));
        Assert.AreEqual(int.MinValue, requantization.Apply(int.MinValue, four));
    }

    [TestMethod]
    public void TFLites_left_shift_wraps_as_its_source_does() =>
        Assert.AreEqual(-2, Requantization.TFLite.Apply(int.MaxValue, Requantization.TFLite.Quantize(2)));

    [TestMethod]
    public void The_reduced_multiplier_of_int16x8_saturates_at_15_bits()
    {
        // 0x7FFF8000 would round to 2^15, which a 16-bit register does not hold.
        Assert.AreEqual(0x7FFF, Requantization.TFLite16x8.Apply(1 << 15, new FixedPointMultiplier(0x7FFF8000, 0)));
        Assert.AreEqual(0x7FFF, Requantization.TFLite16x8.Apply(1 << 15, new FixedPointMultiplier(0x7FFF0000, 0)));
        Assert.AreEqual(0x7FFE, Requantization.TFLite16x8.Apply(1 << 15, new FixedPointMultiplier(0x7FFE7FFF, 0)));
    }

    [TestMethod]
    public void The_reduced_multiplier_takes_sums_of_48_bits() =>
        Assert.AreEqual(1 << 17, Requantization.TFLite16x8.Apply(1L << 47, Requantization.TFLite16x8.Quantize(Math.ScaleB(1, -30))));

    [TestMethod]
    public void TOSAs_double_rounding_differs_only_beyond_a_shift_of_31()
    {
        var (once, twice) = (new Requantization(RequantizationMethod.TosaSingleRounding, Rounding.HalfUp), new Requantization(RequantizationMethod.TosaDoubleRounding, Rounding.HalfUp));
        var justBelowATie = new FixedPointMultiplier((1 << 30) + 1, -1);

        Assert.AreEqual(0, once.Apply(1, justBelowATie));
        Assert.AreEqual(1, twice.Apply(1, justBelowATie), "the nudge of 2^30 carries 2^30 + 1 over 2^31");
        Assert.AreEqual(-1, twice.Apply(-2, justBelowATie));
        Assert.AreEqual(once.Apply(12345, new FixedPointMultiplier(1234567890, 0)), twice.Apply(12345, new FixedPointMultiplier(1234567890, 0)));
    }

    [TestMethod]
    [DataRow(0.3, 154, -1)]
    [DataRow(0.9999, 128, 1, DisplayName = "a mantissa that rounds to 256 moves to the exponent")]
    [DataRow(1.0, 128, 1)]
    [DataRow(100.0, 200, 7)]
    public void The_8_bit_multiplier_keeps_the_top_of_the_mantissa(double factor, int multiplier, int shift) =>
        Assert.AreEqual(new FixedPointMultiplier(multiplier << 23, shift), new Requantization(RequantizationMethod.EightBitMultiplier, Rounding.HalfUp).Quantize(factor));

    [TestMethod]
    [DataRow(16, true, MultiplierDerivation.Rounded, 0, 31)]
    [DataRow(16, false, MultiplierDerivation.Floored, 0, 20)]
    [DataRow(8, false, MultiplierDerivation.Rounded, 0, 15)]
    [DataRow(31, false, MultiplierDerivation.Floored, 0, 62)]
    public void A_multiplier_is_the_largest_that_its_bits_and_its_shift_allow(int bits, bool isSigned, MultiplierDerivation derivation, int smallest, int largest)
    {
        var requantization = new Requantization(RequantizationMethod.Multiplier, Rounding.HalfAwayFromZero) { MultiplierBits = bits, IsMultiplierSigned = isSigned, Derivation = derivation, SmallestShift = smallest, LargestShift = largest };
        var (random, limit) = (new Random(bits), 1L << (isSigned ? bits - 1 : bits));
        for (var i = 0; i < 2_000; i++)
        {
            // By search: of all shifts the furthest one whose multiplier fits.
            var (factor, shift, multiplier) = (random.NextDouble() * Math.ScaleB(1, -random.Next(0, 14)), smallest, 0L);
            for (var tried = smallest; tried <= largest; tried++)
            {
                var held = (long)(derivation == MultiplierDerivation.Floored ? Math.Floor(Math.ScaleB(factor, tried)) : Math.Floor(Math.ScaleB(factor, tried) + 0.5));
                (shift, multiplier) = held < limit ? (tried, held) : (shift, multiplier);
            }

            var x = random.Next(-(1 << 24), 1 << 24);
            Assert.AreEqual((int)ExactRounding.Divide((BigInteger)x * multiplier, BigInteger.One << shift, Rounding.HalfAwayFromZero), requantization.Apply(x, requantization.Quantize(factor)), $"{x} {factor} {multiplier} {shift}");
        }
    }

    [TestMethod]
    public void A_multiplier_refuses_a_factor_that_needs_a_left_shift()
    {
        var requantization = new Requantization(RequantizationMethod.Multiplier, Rounding.HalfUp) { MultiplierBits = 8, SmallestShift = 0 };

        Assert.AreEqual(255, requantization.Apply(1, requantization.Quantize(255)));
        Assert.Contains("8 bits shifted right by 0 or more are less", Assert.ThrowsExactly<MrqException>(() => requantization.Quantize(256)).Message);
    }

    [TestMethod]
    [DataRow(0.3)]
    [DataRow(0.5000000001)]
    public void A_shift_refuses_a_factor_that_is_no_power_of_two(double factor)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => new Requantization(RequantizationMethod.Shift, Rounding.HalfUp).Quantize(factor));

        Assert.AreEqual(MrqCodes.InvalidOperator, error.Code);
        StringAssert.Contains(error.Message, "power of two", StringComparison.Ordinal);
    }

    [TestMethod]
    public void TOSA_refuses_a_factor_beyond_its_smallest_shift() =>
        Assert.ThrowsExactly<MrqException>(() => new Requantization(RequantizationMethod.TosaSingleRounding, Rounding.HalfUp).Quantize(1e9));

    [TestMethod]
    public void Float32_rounds_the_accumulator_before_the_product()
    {
        // 2^24 + 1 has no float32; it becomes 2^24.
        var requantization = new Requantization(RequantizationMethod.Float32, Rounding.HalfToEven);

        Assert.AreEqual(1 << 24, requantization.Apply((1 << 24) + 1, requantization.Quantize(1)));
        Assert.AreEqual(0.1f, requantization.Quantize(0.1).ToSingle());
    }

    [TestMethod]
    [DynamicData(nameof(Methods))]
    public void A_million_random_products_are_those_of_exact_arithmetic(RequantizationMethod method, Rounding rounding)
    {
        // More than a million triples for each method: a quarter of a million under each of five roundings.
        var requantization = new Requantization(method, rounding);
        var random = new Random((int)method * 5 + (int)rounding);
        for (var i = 0; i < 250_000; i++)
        {
            var x = random.Next(int.MinValue, int.MaxValue) >> random.Next(0, 31);
            var multiplier = RandomMultiplier(random, method);
            if (random.Next(4) == 0)
            {
                // A power of two makes ties likely.
                multiplier = new FixedPointMultiplier(Half, multiplier.Shift);
            }

            Assert.AreEqual(Exact(method, rounding, x, multiplier), requantization.Apply(x, multiplier), $"{x} {multiplier}");
        }
    }

    private static FixedPointMultiplier RandomMultiplier(Random random, RequantizationMethod method)
    {
        var mantissa = random.Next(Half, int.MaxValue);
        var shift = -random.Next(method is RequantizationMethod.Q31DoubleRounding ? 0 : -6, 32);
        return method switch
        {
            RequantizationMethod.EightBitMultiplier => new(mantissa >> 23 << 23, shift),
            RequantizationMethod.Float32 => new(mantissa >> 7 << 7, shift),
            RequantizationMethod.Shift => new(Half, shift),
            _ => new(mantissa, shift),
        };
    }

    /// <summary>The definition of each method in numbers of any size.</summary>
    private static int Exact(RequantizationMethod method, Rounding rounding, int x, FixedPointMultiplier factor)
    {
        var product = (BigInteger)x * factor.Multiplier;
        BigInteger Shifted(BigInteger value, int right) => right >= 0 ? ExactRounding.Divide(value, BigInteger.One << right, rounding) : value << -right;
        return method switch
        {
            RequantizationMethod.Q31DoubleRounding => (int)Shifted(ExactRounding.Divide(product, BigInteger.One << 31, Rounding.HalfUp), -factor.Shift),
            RequantizationMethod.Q31SingleRounding => Wrapped(Shifted(product, 31 - factor.Shift)),
            RequantizationMethod.Q15Reduced => Wrapped(Shifted((BigInteger)x * (short)Math.Min((factor.Multiplier + 32768L) / 65536, 32767), 15 - factor.Shift)),
            RequantizationMethod.TosaDoubleRounding when factor.Shift < 0 => Saturated(Shifted(product + ((x >= 0 ? 1 : -1) * (BigInteger.One << 30)), 31 - factor.Shift)),
            RequantizationMethod.Float32 => Saturated(ExactFloat(x, factor, rounding)),
            _ => Saturated(Shifted(product, 31 - factor.Shift)),
        };
    }

    /// <summary>A float32 product is an integer of 24 bits and an exponent; both are exact in numbers of any size.</summary>
    private static BigInteger ExactFloat(int x, FixedPointMultiplier factor, Rounding rounding)
    {
        var accumulator = ToFloat(x, 0);
        var product = ToFloat(accumulator.Mantissa * factor.Multiplier, accumulator.Exponent + factor.Shift - 31);
        return product.Exponent >= 0
            ? product.Mantissa << product.Exponent
            : ExactRounding.Divide(product.Mantissa, BigInteger.One << -product.Exponent, rounding);
    }

    /// <summary>mantissa · 2^exponent to 24 bits, ties to even.</summary>
    private static (BigInteger Mantissa, int Exponent) ToFloat(BigInteger mantissa, int exponent)
    {
        var excess = (int)BigInteger.Abs(mantissa).GetBitLength() - 24;
        return excess <= 0 ? (mantissa, exponent) : (ExactRounding.Divide(mantissa, BigInteger.One << excess, Rounding.HalfToEven), exponent + excess);
    }

    private static int Wrapped(BigInteger value) => unchecked((int)(uint)(value & uint.MaxValue));

    private static int Saturated(BigInteger value) => (int)BigInteger.Max(int.MinValue, BigInteger.Min(int.MaxValue, value));
}
