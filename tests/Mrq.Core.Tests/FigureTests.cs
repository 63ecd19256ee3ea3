using Mrq.Core.Diagnostics;

namespace Mrq.Core.Tests;

/// <summary>Numbers in messages: never "-0.00", and never equal in looks to a limit that they miss.</summary>
[TestClass]
public sealed class FigureTests
{
    [TestMethod]
    [DataRow(-0.001, 2, "0.00")]
    [DataRow(-0.0, 0, "0")]
    [DataRow(-0.005001, 2, "-0.01")]
    [DataRow(-1.25, 2, "-1.25")]
    [DataRow(0.004, 2, "0.00")]
    [DataRow(double.NegativeInfinity, 2, "-Infinity")]
    [DataRow(double.NaN, 2, "NaN")]
    public void What_rounds_to_nothing_has_no_sign(double value, int digits, string expected) => Assert.AreEqual(expected, Figure.Fixed(value, digits));

    [TestMethod]
    [DataRow(-0.0, "0")]
    [DataRow(-0.00012345, "-0.0001234")]
    [DataRow(-1e-30, "-1E-30")]
    public void Significant_digits_keep_a_sign_that_means_something(double value, string expected) => Assert.AreEqual(expected, Figure.Significant(value, 4));

    [TestMethod]
    [DataRow(99.9975, 100, "99.998")]
    [DataRow(0.001, 0, "0.001")]
    [DataRow(83.5, 84, "83.50")]
    [DataRow(84.0, 84, "84.00")]
    public void Digits_are_added_until_a_number_differs_from_what_it_is_held_against(double value, double other, string expected) =>
        Assert.AreEqual(expected, Figure.ToldFrom(value, other, 2, Figure.Fixed));
}
