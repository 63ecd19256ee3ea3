using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Operators;
using Mrq.Emulator.Activations;
using static Mrq.Emulator.Tests.RealOperator;

namespace Mrq.Emulator.Tests.Activations;

/// <summary>Values of LiteRT's and tflite-micro's <c>elementwise_test.cc</c>, <c>elu_test.cc</c>, <c>exp_test.cc</c> and <c>activations_test.cc</c>.</summary>
[TestClass]
public sealed class RealFunctionTests
{
    private static readonly double[] Radicands = [15, 46, 78, 142, 1, 17, 49, 113];
    private static readonly double[] InverseRoots = [0.2582, 0.14744, 0.11323, 0.08392, 1, 0.24254, 0.142857, 0.09407];

    [TestMethod]
    public void RSQRT_of_int8_gives_the_values_of_tflite_micros_test()
    {
        var input = SmallTensors.Of(ElementType.Int8, 142 / 255f, -15, 1, 8);
        AssertNear(InverseRoots, Run(new Rsqrt { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 1 / 255f, -128, 1, 8), (SmallTensors.Of(ElementType.Int8, 142 / 255f, -128, 1, 8), Radicands)), 0.07);
        AssertNear(
            [.. InverseRoots[..5], 3.16228, .. InverseRoots[6..]],
            Run(new Rsqrt { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 3.16f / 255, -128, 1, 8), (SmallTensors.Of(ElementType.Int8, 142 / 255f, -128, 1, 8), [.. Radicands[..5], 0.1, .. Radicands[6..]])), 0.2);
        var error = Assert.ThrowsExactly<MrqException>(() => Run(new Rsqrt { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 1 / 255f, -128, 1, 8), (input, [.. Radicands[..6], -49, 113])));
        Assert.AreEqual(MrqCodes.InvalidOperator, error.Code);
    }

    [TestMethod]
    public void RSQRT_and_SQRT_of_every_int8_are_the_real_ones()
    {
        var input = SmallTensors.Of(ElementType.Int8, 0.1f, -128, 255);
        double[] reals = [.. Enumerable.Range(1, 255).Select(i => i * (double)0.1f)];
        AssertNear([.. reals.Select(x => Math.Min(1 / Math.Sqrt(x), 0.0125 * 255))], Run(new Rsqrt { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 0.0125f, -128, 255), (input, reals)), 0.51 * 0.0125);

        // The quotient is cut off.
        AssertNear([.. reals.Select(x => Math.Floor((Math.Sqrt(x) / 0.02f) + 1e-5) * 0.02f)], Run(new Sqrt { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 0.02f, -128, 255), (input, reals)), 1e-4);
    }

    [TestMethod]
    public void ELU_gives_the_values_of_tflite_micros_test()
    {
        var eight = SmallTensors.Of(ElementType.Int8, 1 / 16f, 0, 1, 2, 4, 1);
        AssertNear([0, -1, 2, -1, 3, -0.875, 6, -0.125], Run(new Elu { Inputs = [], Outputs = [] }, eight, (eight, [0, -6, 2, -4, 3, -2, 6, -0.1])), 1e-6);
    }

    [TestMethod]
    [DataRow(false, 0.841345, 2.99595, -0.158655, -0.0455003)]
    [DataRow(true, 0.841192, 2.99636, -0.158808, -0.0454023)]
    public void GELU_gives_the_values_of_LiteRTs_test(bool approximate, double ofOne, double ofThree, double ofMinusOne, double ofMinusTwo)
    {
        foreach (var (type, tolerance) in new[] { (ElementType.UInt8, 0.024), (ElementType.Int8, 0.024), (ElementType.Int16, 2e-4) })
        {
            var tensor = Tensor(type, -3, 3, 2, 3);
            AssertNear([0, ofOne, ofThree, ofOne, ofMinusOne, ofMinusTwo], Run(new Gelu { Inputs = [], Outputs = [], Approximate = approximate }, tensor, (tensor, [0, 1, 3, 1, -1, -2])), tolerance);
        }
    }

    [TestMethod]
    public void EXP_and_LOG_are_the_real_functions_rounded()
    {
        var input = SmallTensors.Of(ElementType.Int8, 1 / 32f, 0, 256);
        double[] reals = [.. Enumerable.Range(-128, 256).Select(i => i / 32.0)];
        AssertNear([.. reals.Select(x => Math.Min(Math.Exp(x), 51))], Run(new Exp { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 0.2f, -128, 256), (input, reals)), 0.1001);

        // What has no logarithm becomes the smallest number.
        AssertNear([.. reals.Select(x => x > 0 ? Math.Max(Math.Log(x), -2.56) : -2.56)], Run(new Log { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int8, 0.02f, 0, 256), (input, reals)), 0.0101);
    }

    [TestMethod]
    public void Functions_of_int16_are_interpolated_between_513_samples()
    {
        var input = SmallTensors.Of(ElementType.Int16, 4f / 32768, 0, 5);
        double[] reals = [-3.999, -1.2345, 0.00012, 1, 3.5];
        AssertNear([.. reals.Select(Math.Exp)], Run(new Exp { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int16, 64f / 32768, 0, 5), (input, reals)), 0.008);
        AssertNear([0.5, 4, 1, 0.5345, 0.7071], Run(new Rsqrt { Inputs = [], Outputs = [] }, SmallTensors.Of(ElementType.Int16, 4f / 32768, 0, 5), (input, [4, 0, 1, 3.5, 2])), 0.01);
    }

    /// <summary>From a table of the function to ten digits.</summary>
    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(0.5, 0.4795001222)]
    [DataRow(1.5, 0.03389485353)]
    [DataRow(2.5, 0.0004069520174)]
    [DataRow(4, 1.541725790e-8)]
    [DataRow(-1, 1.842700793)]
    public void The_complement_of_the_error_function_has_ten_digits(double x, double expected) => Assert.AreEqual(expected, ErrorFunction.Complement(x), 1e-9 * expected);
}
