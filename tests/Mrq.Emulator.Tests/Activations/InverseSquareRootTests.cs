using Mrq.Core.Numerics;
using Mrq.Emulator.Activations;

namespace Mrq.Emulator.Tests.Activations;

/// <summary>All 32 bits of the multiplier of L2_NORMALIZATION, from a second implementation of TFLite's formula in exact integers.</summary>
[TestClass]
public sealed class InverseSquareRootTests
{
    [TestMethod]
    [DataRow(-5, int.MaxValue, 0, DisplayName = "an overflown sum counts as none")]
    [DataRow(0, int.MaxValue, 0)]
    [DataRow(1, int.MaxValue, 0)]
    [DataRow(2, 1518498372, 0)]
    [DataRow(3, 1239850284, 0)]
    [DataRow(4, 1073741828, 0)]
    [DataRow(7, 811672556, 0)]
    [DataRow(99, 215830231, 0)]
    [DataRow(100, 214748363, 0)]
    [DataRow(1000, 271637587, -2)]
    [DataRow(65025, 269488147, -5)]
    [DataRow(123456, 195579683, -5)]
    [DataRow(12345678, 312926508, -9)]
    [DataRow((1 << 29) - 1, 189812531, -11)]
    [DataRow(1 << 29, 379624593, -12)]
    [DataRow(1978531021, 197750857, -12)]
    [DataRow(1988496826, 197254700, -12)]
    [DataRow(int.MaxValue, 189812531, -12)]
    public void The_multiplier_has_TFLites_bits(int x, int multiplier, int shift) =>
        Assert.AreEqual(new FixedPointMultiplier(multiplier, shift), InverseSquareRoot.Of(x));
}
