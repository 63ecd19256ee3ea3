using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Mrq.Emulator.Recurrent;

namespace Mrq.Emulator.Tests.Recurrent;

/// <summary>Every value of gemmlowp's 16-bit functions, against a re-implementation in Python that shares nothing with this one.</summary>
[TestClass]
public sealed class Int16FixedPointTests
{
    [TestMethod]
    public void The_logistic_function_of_all_arguments() => AssertHash("44168980e98373fc", Int16FixedPoint.Logistic);

    [TestMethod]
    [DataRow(0, "7dfff607d0ea23f2")]
    [DataRow(3, "6d2c95677d4eb6e2")]
    [DataRow(4, "22e8b026529f3977")]
    [DataRow(6, "fd771a11c73c2d13")]
    public void The_hyperbolic_tangent_of_all_arguments(int integerBits, string hash) => AssertHash(hash, a => Int16FixedPoint.Tanh(a, integerBits));

    [TestMethod]
    public void Both_are_close_to_the_real_functions()
    {
        for (int a = short.MinValue; a <= short.MaxValue; a++)
        {
            Assert.AreEqual(32768 / (1 + Math.Exp(-a / 4096.0)), Int16FixedPoint.Logistic((short)a), 7, $"logistic({a})");
            Assert.AreEqual(32768 * Math.Tanh(a / 4096.0), Int16FixedPoint.Tanh((short)a, 3), 12, $"tanh({a})");
        }
    }

    private static void AssertHash(string expected, Func<short, short> function)
    {
        var values = Enumerable.Range(short.MinValue, 1 << 16).Select(a => function((short)a)).ToArray();
        Assert.AreEqual(expected, Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(values.AsSpan())))[..16]);
    }
}
