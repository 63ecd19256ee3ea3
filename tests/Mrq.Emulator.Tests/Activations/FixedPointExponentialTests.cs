using Mrq.Emulator.Activations;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Tests.Activations;

/// <summary>
/// SOFTMAX rounds to 8 bits, which hides an error of 1e-7 in a constant; these are all 32 bits. The values of the exponential and the reciprocal come from
/// a second implementation of gemmlowp's formulas in exact integers, those of the other functions from gemmlowp and TFLite themselves.
/// </summary>
[TestClass]
public sealed class FixedPointExponentialTests
{
    [TestMethod]
    [DataRow(0, int.MaxValue)]
    [DataRow(-1, 2147483124)]
    [DataRow(-2, 2147483093)]
    [DataRow(-(1 << 22), 2017374176)]
    [DataRow(-(1 << 24) + 1, 1672462444)]
    [DataRow(-(1 << 24), 1672462419)]
    [DataRow(-12345678, 1786631188)]
    [DataRow(-(1 << 26), 790015308)]
    [DataRow(-100000000, 483927985)]
    [DataRow(-(3 << 25), 479168506)]
    [DataRow(-314159265, 19899890)]
    [DataRow(-(1 << 30), 242)]
    [DataRow(-(1 << 30) - (1 << 24), 188)]
    [DataRow(-int.MaxValue, 0)]
    public void The_exponential_has_gemmlowps_bits(int a, int expected) => Assert.AreEqual(expected, FixedPointExponential.OnNegativeValues(a));

    [TestMethod]
    [DataRow(1 << 19, 2147483647, 0, DisplayName = "one")]
    [DataRow((1 << 19) + 1, 2147479552, 0)]
    [DataRow(600000, 1876499846, 0)]
    [DataRow(1 << 20, 2147483647, 1, DisplayName = "two")]
    [DataRow(1234567, 1823959182, 1)]
    [DataRow(987654321, 1167333028, 10)]
    [DataRow((1 << 30) + 1, 2147483647, 11)]
    [DataRow(int.MaxValue, 1073741820, 11)]
    public void The_reciprocal_has_gemmlowps_bits(int sum, int mantissa, int bitsOverUnit) =>
        Assert.AreEqual((mantissa, bitsOverUnit), FixedPointExponential.Reciprocal(sum, 12));

    [TestMethod]
    public void The_exponential_is_accurate_to_a_millionth()
    {
        for (var a = 0; a > -(16 << 26); a -= 104729)
        {
            var exact = Math.Exp(Math.ScaleB(a, -26));
            Assert.AreEqual(exact, Math.ScaleB(FixedPointExponential.OnNegativeValues(a), -31), 1e-6, $"exp of {a} / 2^26");
        }
    }

    [TestMethod]
    public void The_reciprocal_is_accurate_to_a_hundred_millionth()
    {
        for (var sum = 1 << 19; sum < int.MaxValue - 1048583; sum += 1048583)
        {
            var (mantissa, bitsOverUnit) = FixedPointExponential.Reciprocal(sum, 12);
            var exact = Math.ScaleB(1, bitsOverUnit) / Math.ScaleB(sum, -19);
            Assert.AreEqual(exact, Math.ScaleB(mantissa, -31), 1e-8, $"reciprocal of {sum} / 2^19");
        }
    }

    [TestMethod]
    [DataRow(0, 1 << 30, 0)]
    [DataRow(1, 1073741948, 260)]
    [DataRow(-1, 1073741699, -260)]
    [DataRow(1000000, 1077741894, 15999832)]
    [DataRow(-1000000, 1069741753, -15999832)]
    [DataRow(1 << 27, 1569936226, 1635510876, DisplayName = "one")]
    [DataRow(-(1 << 27), 577547421, -1635510876)]
    [DataRow(400000000, 2043702304, 2136436644)]
    [DataRow(-400000000, 103781343, -2136436644)]
    [DataRow(1234567890, 2147266312, 2147483596)]
    [DataRow(-2000000000, 723, -2147483647)]
    [DataRow(int.MaxValue, 2147483406, 2147483647)]
    public void Logistic_and_tanh_have_gemmlowps_bits(int a, int logistic, int tanh)
    {
        Assert.AreEqual(logistic, FixedPointExponential.Logistic(a, 4));
        Assert.AreEqual(tanh, FixedPointExponential.Tanh(a, 4));
    }

    [TestMethod]
    [DataRow(1 << 19, 0, DisplayName = "one")]
    [DataRow((1 << 19) + 1, 128)]
    [DataRow(600000, 9052214)]
    [DataRow(741455, 23258142)]
    [DataRow(1 << 20, 46516320, DisplayName = "two")]
    [DataRow(1234567, 57474342)]
    [DataRow(1500000, 70543444)]
    [DataRow(1 << 24, 232581600)]
    [DataRow(98765432, 351547220)]
    [DataRow(987654321, 506071090)]
    [DataRow(int.MaxValue, 558195838)]
    public void The_logarithm_has_TFLites_bits(int x, int expected) => Assert.AreEqual(expected, FixedPointLogarithm.Of(x, 12));
}
