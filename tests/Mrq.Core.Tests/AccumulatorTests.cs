using System.Numerics;
using Mrq.Core.Numerics;

namespace Mrq.Core.Tests;

[TestClass]
public sealed class AccumulatorTests
{
    [TestMethod]
    [DataRow(8, 127, 1, -128, true, DisplayName = "8 bits")]
    [DataRow(8, -128, -1, 127, true)]
    [DataRow(8, 100, 27, 127, false)]
    [DataRow(20, 524287, 2, -524287, true, DisplayName = "the 20 bits of ESP32-S3")]
    [DataRow(32, int.MaxValue, 1, int.MinValue, true)]
    [DataRow(64, long.MaxValue, 1, long.MinValue, true, DisplayName = "all that there is")]
    [DataRow(64, long.MinValue, -1, long.MaxValue, true)]
    public void A_sum_that_does_not_fit_wraps_and_says_so(int bits, long sum, long term, long expected, bool overflows)
    {
        var overflowed = false;

        Assert.AreEqual(expected, new Accumulator(bits, AccumulatorOverflow.Wrap).Add(sum, term, ref overflowed));

        Assert.AreEqual(overflows, overflowed);
    }

    [TestMethod]
    [DataRow(8, 127, 1, 127)]
    [DataRow(8, -128, -1, -128)]
    [DataRow(20, 524287, 1000, 524287)]
    [DataRow(32, int.MinValue, -1, int.MinValue)]
    [DataRow(64, long.MaxValue, 1, long.MaxValue)]
    [DataRow(64, long.MinValue, -1, long.MinValue)]
    public void A_sum_that_does_not_fit_saturates_and_says_so(int bits, long sum, long term, long expected)
    {
        var overflowed = false;

        Assert.AreEqual(expected, new Accumulator(bits, AccumulatorOverflow.Saturate).Add(sum, term, ref overflowed));

        Assert.IsTrue(overflowed);
    }

    [TestMethod]
    public void Any_sum_is_that_of_exact_arithmetic()
    {
        var random = new Random(3);
        for (var i = 0; i < 1_000_000; i++)
        {
            var register = new Accumulator(random.Next(2, 65), (AccumulatorOverflow)random.Next(2));
            var sum = random.NextInt64(long.MinValue, long.MaxValue) >> (64 - register.Bits);
            var term = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(0, 63);
            var exact = (BigInteger)sum + term;
            var modulus = BigInteger.One << register.Bits;
            var wrapped = (((exact - register.Minimum) % modulus) + modulus) % modulus + register.Minimum;
            var saturated = BigInteger.Max(register.Minimum, BigInteger.Min(register.Maximum, exact));
            var overflowed = false;

            var actual = register.Add(sum, term, ref overflowed);

            Assert.AreEqual(register.Overflow == AccumulatorOverflow.Wrap ? wrapped : saturated, actual, $"{register}: {sum} + {term}");
            Assert.AreEqual(exact < register.Minimum || exact > register.Maximum, overflowed, $"{register}: {sum} + {term}");
        }
    }
}
