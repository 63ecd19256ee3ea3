using System.Numerics;
using Mrq.Core.Numerics;

namespace Mrq.Core.Tests;

[TestClass]
public sealed class RoundingShiftTests
{
    [TestMethod]
    [DataRow(Rounding.HalfUp, 3, -2, DisplayName = "half up: 2.5 and -2.5")]
    [DataRow(Rounding.HalfAwayFromZero, 3, -3, DisplayName = "half away: 2.5 and -2.5")]
    [DataRow(Rounding.HalfToEven, 2, -2, DisplayName = "half to even: 2.5 and -2.5")]
    [DataRow(Rounding.TowardZero, 2, -2, DisplayName = "toward zero: 2.5 and -2.5")]
    [DataRow(Rounding.Floor, 2, -3, DisplayName = "floor: 2.5 and -2.5")]
    public void Each_rounding_treats_ties_in_its_own_way(Rounding rounding, long ofPositive, long ofNegative)
    {
        Assert.AreEqual(ofPositive, RoundingShift.Right(5, 1, rounding));
        Assert.AreEqual(ofNegative, RoundingShift.Right(-5, 1, rounding));
        Assert.AreEqual(ofPositive, FloatingPoint.RoundAndClamp(2.5, rounding));
        Assert.AreEqual(ofNegative, FloatingPoint.RoundAndClamp(-2.5, rounding));
    }

    [TestMethod]
    [DataRow(Rounding.HalfToEven, 4, -4, DisplayName = "half to even: 3.5 and -3.5 go to 4")]
    [DataRow(Rounding.HalfUp, 4, -3, DisplayName = "half up: 3.5 and -3.5")]
    public void Ties_next_to_an_odd_number(Rounding rounding, long ofPositive, long ofNegative)
    {
        Assert.AreEqual(ofPositive, RoundingShift.Right(7, 1, rounding));
        Assert.AreEqual(ofNegative, RoundingShift.Right(-7, 1, rounding));
    }

    [TestMethod]
    [DataRow(Rounding.HalfUp, 1, -1)]
    [DataRow(Rounding.HalfAwayFromZero, 1, -1)]
    [DataRow(Rounding.HalfToEven, 1, -1)]
    [DataRow(Rounding.TowardZero, 0, 0)]
    [DataRow(Rounding.Floor, 0, -1)]
    public void Three_quarters_are_no_tie(Rounding rounding, long ofPositive, long ofNegative)
    {
        Assert.AreEqual(ofPositive, RoundingShift.Right(3, 2, rounding));
        Assert.AreEqual(ofNegative, RoundingShift.Right(-3, 2, rounding));
    }

    [TestMethod]
    public void A_shift_of_nothing_changes_nothing()
    {
        foreach (var rounding in Enum.GetValues<Rounding>())
        {
            Assert.AreEqual(long.MinValue, RoundingShift.Right(long.MinValue, 0, rounding));
            Assert.AreEqual(long.MaxValue, RoundingShift.Right(long.MaxValue, 0, rounding));
        }
    }

    [TestMethod]
    public void The_half_just_below_one_does_not_round_up()
    {
        // Adding a half to the largest double below a half gives 1 in double arithmetic.
        Assert.AreEqual(0, FloatingPoint.RoundAndClamp(Math.BitDecrement(0.5), Rounding.HalfUp));
        Assert.AreEqual(1, FloatingPoint.RoundAndClamp(0.5, Rounding.HalfUp));
    }

    [TestMethod]
    [DataRow(double.NaN, 0)]
    [DataRow(1e300, int.MaxValue)]
    [DataRow(double.NegativeInfinity, int.MinValue)]
    public void Real_numbers_beyond_32_bits_are_clamped(double value, int expected) =>
        Assert.AreEqual(expected, FloatingPoint.RoundAndClamp(value, Rounding.HalfToEven));

    [TestMethod]
    [DataRow(1L, -62, 1L << 62)]
    [DataRow(1L, -63, long.MaxValue, DisplayName = "a left shift out of 64 bits saturates")]
    [DataRow(-1L, -63, long.MinValue)]
    [DataRow(-1L, -64, long.MinValue)]
    [DataRow(0L, -200, 0L)]
    public void A_negative_exponent_shifts_left(long value, int exponent, long expected) =>
        Assert.AreEqual(expected, RoundingShift.Shift(value, exponent, Rounding.HalfUp));

    [TestMethod]
    public void Every_shift_is_that_of_exact_arithmetic()
    {
        var random = new Random(2);
        for (var i = 0; i < 1_000_000; i++)
        {
            var exponent = random.Next(0, 63);
            var value = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(0, 63);
            if (random.Next(3) == 0 && exponent > 0)
            {
                value = (value >> exponent << exponent) | (1L << (exponent - 1));
            }

            var rounding = (Rounding)random.Next(5);
            Assert.AreEqual(ExactRounding.Divide(value, BigInteger.One << exponent, rounding), RoundingShift.Right(value, exponent, rounding), $"{value} >> {exponent}, {rounding}");
        }
    }
}
