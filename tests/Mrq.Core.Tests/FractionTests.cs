using System.Numerics;
using Mrq.Core.Numerics;

namespace Mrq.Core.Tests;

/// <summary>Exact ratios: what two counts or a decimal say, and nothing less.</summary>
[TestClass]
public sealed class FractionTests
{
    [TestMethod]
    public void Every_digit_of_a_decimal_counts()
    {
        Assert.AreEqual(new Fraction(16, 25), Fraction.Of(0.64m));
        Assert.AreEqual(new Fraction(-1, BigInteger.Pow(10, 28)), Fraction.Of(-0.0000000000000000000000000001m));
        Assert.AreEqual(new Fraction(BigInteger.Pow(2, 96) - 1, 1), Fraction.Of(decimal.MaxValue));
        Assert.AreEqual(default, Fraction.Of(0m));
    }

    [TestMethod]
    public void Differences_and_orders_are_exact()
    {
        // 100 * 98.1666.. % of 600: no double is either of them.
        var (before, after) = (new Fraction(100 * 592, 600), new Fraction(100 * 589, 600));

        Assert.AreEqual(Fraction.Of(0.5m), before - after);
        Assert.IsTrue(before - after <= Fraction.Of(0.5m));
        Assert.IsTrue(before - after > Fraction.Of(0.4999999999999999999999999999m));
        Assert.IsTrue(new Fraction(1, -3) < new Fraction(0, 5));
        Assert.IsTrue(new Fraction(0, 5) >= default(Fraction));
    }

    [TestMethod]
    [DataRow(0.8, -12, 8, 10)]
    [DataRow(-0.8, -12, -8, 10)]
    [DataRow(98.66666666666667, -9, 98666666667, 1000000000)]
    [DataRow(1250.0, 2, 1300, 1)]
    [DataRow(-1250.0, 2, -1300, 1)]
    [DataRow(1249.0, 2, 1200, 1)]
    [DataRow(3e20, 20, 3, 0)]
    [DataRow(4.9e-324, -2, 0, 1)]
    public void A_measured_number_is_taken_to_a_decimal_place(double value, int exponent, long numerator, long denominator) =>
        Assert.AreEqual(denominator == 0 ? new Fraction(numerator * BigInteger.Pow(10, 20), 1) : new Fraction(numerator, denominator), Fraction.Nearest(value, exponent));

    [TestMethod]
    public void A_denominator_of_0_is_refused() => Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Fraction(1, 0));
}
