using System.Text.Encodings.Web;
using System.Text.Json;
using Mrq.Core.Diagnostics;

namespace Mrq.Core.Tests;

/// <summary>What a file can put into a name, and what of it a log gets to see.</summary>
[TestClass]
public sealed class SafeTextTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [TestMethod]
    [DataRow("conv/BiasAdd;conv/Conv2D:0", "conv/BiasAdd;conv/Conv2D:0")]
    [DataRow("Größe 大 🎈", "Größe 大 🎈")]
    [DataRow(@"C:\models\##\a.tflite", @"C:\models\##\a.tflite")]
    [DataRow("a\nb\r\n\tc", @"a\nb\r\n\tc")]
    [DataRow("\u001b[2J", @"\u001B[2J")]
    [DataRow("\u0085\u009b31m", @"\u0085\u009B31m")]
    [DataRow("a\u2028b\u2029c", @"a\u2028b\u2029c")]
    [DataRow("\u202eevil\u2066\u200f\u200b\ufeff", @"\u202Eevil\u2066\u200F\u200B\uFEFF")]
    [DataRow("\U000E0041", @"\U000E0041")]
    [DataRow("\ue000", @"\uE000")]
    [DataRow("::error::x", @"\u003A:error::x")]
    [DataRow(" \t::error::x", @" \t\u003A:error::x")]
    [DataRow("a::b", "a::b")]
    [DataRow("x ##vso[task.setvariable variable=PATH]y", @"x #\u0023vso[task.setvariable variable=PATH]y")]
    [DataRow("##[group]##teamcity[", @"#\u0023[group]#\u0023teamcity[")]
    public void A_line_shows_what_would_not_show_itself(string text, string safe)
    {
        Assert.AreEqual(safe, SafeText.Line(text));
        Assert.AreEqual(safe, SafeText.Line(safe), "once is enough");
    }

    [TestMethod]
    public void Half_a_character_is_shown_by_its_number()
    {
        Assert.AreEqual(@"a\uD83Db", SafeText.Line("a\ud83db"));
        Assert.AreEqual(@"\uDC00", SafeText.Line("\udc00"));
    }

    [TestMethod]
    public void An_absurdly_long_name_loses_its_middle()
    {
        var name = SafeText.Name($"first{new string('n', 100_000)}last");

        Assert.HasCount(200, name);
        Assert.StartsWith("firstn", name);
        Assert.EndsWith("nlast", name);
        Assert.Contains('…', name);
    }

    [TestMethod]
    public void A_name_that_escapes_make_absurdly_long_loses_its_middle()
    {
        var name = SafeText.Name($"first{new string('\0', 190)}last");

        Assert.HasCount(200, name);
        Assert.StartsWith(@"first\u0000", name);
        Assert.EndsWith(@"\u0000last", name);
    }

    [TestMethod]
    public void A_long_name_is_not_cut_within_a_character() => Assert.DoesNotContain('\\', SafeText.Name("x" + string.Concat(Enumerable.Repeat("🎈", 1000))));

    [TestMethod]
    public void An_exceptions_message_and_place_are_one_safe_line_of_bearable_length()
    {
        var name = $"\n::error::{new string('n', 100_000)}";
        var error = new MrqException(MrqCodes.InvalidGraph, $"the tensor '{name}' is wrong.", new MrqPlace(Tensor: name, Operator: "CUSTOM(\u001b) at 1"));

        Assert.StartsWith(@"CUSTOM(\u001B) at 1, tensor '\n\u003A:error::nnn", error.MessageWithPlace);
        Assert.EndsWith("is wrong.", error.MessageWithPlace);
        Assert.IsLessThan(1500, error.MessageWithPlace.Length);
        Assert.AreEqual(name, error.Place.Tensor, "the place itself keeps the name");
    }

    [TestMethod]
    public void JSON_keeps_the_name_and_its_text_is_safe()
    {
        var name = "\n::error::##vso[x]\u001b\u0085\u2028\u202e大\ue000\"\\";
        var json = SafeText.Json(JsonSerializer.Serialize(new { Name = name }, Relaxed));

        Assert.AreEqual(name, JsonDocument.Parse(json).RootElement.GetProperty("Name").GetString());
        Assert.DoesNotContain("##vso[", json);
        Assert.Contains("大", json);
        Assert.IsTrue(json.ReplaceLineEndings("").EnumerateRunes().All(SafeText.IsPlain));
    }
}
