using System.Numerics;
using Mrq.Core.Numerics;

namespace Mrq.Core.Tests;

[TestClass]
public sealed class FixedPointTests
{
    [TestMethod]
    [DataRow(int.MinValue, int.MinValue, int.MaxValue, DisplayName = "the one overflow saturates")]
    [DataRow(1 << 30, 1, 1, DisplayName = "a positive tie goes up")]
    [DataRow(-(1 << 30), 1, 0, DisplayName = "a negative tie goes up, too")]
    [DataRow(-(1 << 30) - 1, 1, -1)]
    [DataRow(int.MaxValue, int.MaxValue, int.MaxValue - 1)]
    [DataRow(0, int.MinValue, 0)]
    public void SaturatingRoundingDoublingHighMul_rounds_to_nearest(int a, int b, int expected) =>
        Assert.AreEqual(expected, FixedPoint.SaturatingRoundingDoublingHighMul(a, b));

    [TestMethod]
    [DataRow(5, 1, 3, DisplayName = "2.5 goes away from zero")]
    [DataRow(-5, 1, -3, DisplayName = "-2.5 goes away from zero")]
    [DataRow(-6, 2, -2, DisplayName = "-1.5 goes away from zero")]
    [DataRow(7, 0, 7)]
    [DataRow(int.MinValue, 31, -1)]
    [DataRow(int.MaxValue, 31, 1)]
    [DataRow((1 << 30) - 1, 31, 0)]
    public void RoundingDivideByPot_rounds_ties_away_from_zero(int x, int exponent, int expected) =>
        Assert.AreEqual(expected, FixedPoint.RoundingDivideByPot(x, exponent));

    [TestMethod]
    public void Both_roundings_are_those_of_exact_arithmetic()
    {
        var random = new Random(1);
        for (var i = 0; i < 1_000_000; i++)
        {
            var x = random.Next(int.MinValue, int.MaxValue) >> random.Next(0, 31);
            var multiplier = new FixedPointMultiplier(random.Next(1 << 30, int.MaxValue), -random.Next(0, 31));

            Assert.AreEqual(ExactDouble(x, multiplier), FixedPoint.MultiplyDoubleRounding(x, multiplier), $"{x} {multiplier}");
            Assert.AreEqual(ExactSingle(x, multiplier), FixedPoint.MultiplySingleRounding(x, multiplier), $"{x} {multiplier}");
        }
    }

    [TestMethod]
    [DataRow(0.5, 1 << 30, 0)]
    [DataRow(1.0, 1 << 30, 1)]
    [DataRow(0.75, 3 << 29, 0)]
    [DataRow(0.0, 0, 0)]
    [DataRow(1e-12, 0, 0, DisplayName = "too small for a shift of 31 is zero")]
    [DataRow(0.99999999999, 1 << 30, 1, DisplayName = "a mantissa that rounds to one moves to the exponent")]
    public void FromReal_is_frexp_with_a_31_bit_mantissa(double factor, int multiplier, int shift) =>
        Assert.AreEqual(new FixedPointMultiplier(multiplier, shift), FixedPointMultiplier.FromReal(factor, RequantizationRounding.Double));

    [TestMethod]
    public void A_single_rounding_build_caps_the_shift_at_30() =>
        Assert.AreEqual(new FixedPointMultiplier(int.MaxValue, 30), FixedPointMultiplier.FromReal(Math.ScaleB(0.5, 32), RequantizationRounding.Single));

    /// <summary>floor((2·value + divisor) / (2·divisor)): to the nearest integer, ties toward +∞.</summary>
    private static BigInteger RoundHalfUp(BigInteger value, BigInteger divisor)
    {
        var (quotient, remainder) = BigInteger.DivRem((2 * value) + divisor, 2 * divisor);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    private static int ExactDouble(int x, FixedPointMultiplier multiplier)
    {
        var high = RoundHalfUp((BigInteger)x * multiplier.Multiplier, BigInteger.One << 31);
        var magnitude = RoundHalfUp(BigInteger.Abs(high), BigInteger.One << -multiplier.Shift);
        return (int)(high.Sign * magnitude);
    }

    private static int ExactSingle(int x, FixedPointMultiplier multiplier) =>
        (int)RoundHalfUp((BigInteger)x * multiplier.Multiplier, BigInteger.One << (31 - multiplier.Shift));
}
