using System.Globalization;
using Mrq.Core.Diagnostics;

namespace Mrq.Tests;

/// <summary>One parser for the numbers of metadata and of the command.</summary>
[TestClass]
public sealed class OptionNumberTests
{
    [TestMethod]
    [DataRow("0.64")]
    [DataRow("-50")]
    [DataRow("+.5")]
    [DataRow(" 1.25 ")]
    [DataRow("0.00392156862745098")]
    [DataRow("0.1234567890123456789012345")]
    [DataRow("1e-9")]
    [DataRow("1000000000000")]
    public void A_number_keeps_every_digit(string text)
    {
        Assert.AreEqual(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), OptionNumber.Limit("x", text, "percent"));
        Assert.AreEqual(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture), OptionNumber.Real("x", text, "percent"));
    }

    [TestMethod]
    [DataRow("0,5")]
    [DataRow("1,000")]
    [DataRow("1.000,5")]
    [DataRow("1 000")]
    [DataRow("")]
    [DataRow(" ")]
    [DataRow("NaN")]
    [DataRow("Infinity")]
    [DataRow("∞")]
    [DataRow("0x10")]
    [DataRow("1e")]
    [DataRow("--1")]
    [DataRow("٣")]
    [DataRow("50%")]
    public void What_is_no_number_says_what_one_looks_like(string text) => Refuses(text, $"--limit '{text}' is not a number of percent such as 80.");

    [TestMethod]
    [DataRow("1000000000001")]
    [DataRow("1e300")]
    [DataRow("1e-30")]
    [DataRow("1e-400")]
    [DataRow("1.2345678e-25")]
    [DataRow("0.12345678901234567890123456789")]
    public void What_is_larger_or_finer_than_is_kept_is_refused(string text) =>
        Refuses(text, $"--limit '{text}' is out of range; write a number up to 1000000000000 in at most 28 characters, percent such as 80.");

    [TestMethod]
    [DataRow("")]
    [DataRow("0.")]
    public void Three_hundred_digits_are_one_short_sentence(string start)
    {
        var text = start + new string('9', 300);

        Refuses(text, $"--limit '{text[..20]}…99999999' is out of range; write a number up to 1000000000000 in at most 28 characters, percent such as 80.");
        Assert.AreEqual($"-x '{text[..20]}…99999999' is not a whole number from 1 to 1024.", Assert.ThrowsExactly<MrqException>(() => OptionNumber.Whole("-x", text, 1, 1024)).Message);
    }

    [TestMethod]
    public void An_option_that_is_not_given_has_no_number()
    {
        Assert.IsNull(OptionNumber.Limit("x", null, ""));
        Assert.IsNull(OptionNumber.Real("x", null, ""));
        Assert.IsNull(OptionNumber.Whole("x", null));
    }

    [TestMethod]
    public void No_culture_changes_a_number()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NegativeSign = "~" } };

            Assert.AreEqual(-0.5m, OptionNumber.Limit("x", "-0.5", ""));
            Assert.AreEqual(-1, OptionNumber.Whole("x", "-1"));
            Assert.ThrowsExactly<MrqException>(() => OptionNumber.Limit("x", "0,5", ""));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestMethod]
    [DataRow("--max-accuracy-drop", "0,5")]
    [DataRow("--min-accuracy", "1,000")]
    [DataRow("--min-agreement", "")]
    [DataRow("--min-sqnr", "1e300")]
    [DataRow("--input-mean", "127,5")]
    [DataRow("--input-scale", "0,0078125")]
    [DataRow("--label-offset", "1.5")]
    public void The_command_refuses_it_in_every_option_before_it_reads_a_file(string option, string value)
    {
        var result = MrqCommand.Run("evaluate", "missing.tflite", "--data", "missing.npz", option, value);

        Assert.AreEqual(2, result.ExitCode);
        Assert.StartsWith($"error MRQ0103: {option} '{value}' is ", result.Error);
        Assert.HasCount(1, result.Error.Trim().Split('\n'));
    }

    [TestMethod]
    [DataRow("--seconds", "0,5")]
    [DataRow("--threads", "0")]
    [DataRow("--threads", "2000000000")]
    [DataRow("--batch", "1,000")]
    public void Bench_reads_numbers_as_the_gate_does(string option, string value) =>
        Assert.StartsWith($"error MRQ0103: {option} '{value}' is ", MrqCommand.Run("bench", "missing.tflite", option, value).Error);

    private static void Refuses(string text, string message)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => OptionNumber.Limit("--limit", text, "percent such as 80"));

        Assert.AreEqual((MrqCodes.BadOption, message), (error.Code, error.Message));
        Assert.AreEqual(message, Assert.ThrowsExactly<MrqException>(() => OptionNumber.Real("--limit", text, "percent such as 80")).Message);
    }
}
