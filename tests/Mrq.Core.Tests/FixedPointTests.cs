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
    [DataRow(0.5, 1 << 30, 0)]
    [DataRow(1.0, 1 << 30, 1)]
    [DataRow(0.75, 3 << 29, 0)]
    [DataRow(0.0, 0, 0)]
    [DataRow(1e-12, 0, 0, DisplayName = "too small for a shift of 31 is zero")]
    [DataRow(0.99999999999, 1 << 30, 1, DisplayName = "a mantissa that rounds to one moves to the exponent")]
    public void FromReal_is_frexp_with_a_31_bit_mantissa(double factor, int multiplier, int shift) =>
        Assert.AreEqual(new FixedPointMultiplier(multiplier, shift), FixedPointMultiplier.FromReal(factor));

    [TestMethod]
    public void A_single_rounding_build_caps_the_shift_at_30() =>
        Assert.AreEqual(new FixedPointMultiplier(int.MaxValue, 30), Requantization.TFLiteSingleRounding.Quantize(Math.ScaleB(0.5, 32)));
}
