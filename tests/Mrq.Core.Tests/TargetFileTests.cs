using System.Text;
using Mrq.Core.Diagnostics;
using Mrq.Core.Targets;

namespace Mrq.Core.Tests;

/// <summary>A target's file, and what is refused in one.</summary>
[TestClass]
public sealed class TargetFileTests
{
    private const string Good = """{"description":"a chip","vendor":"Acme","rules":{"basedOn":"int8-symmetric","accumulatorBits":20},"container":"tflite","formats":["tflite"],"confidence":{"types":"Verified","arithmetic":"Assumed"},"sources":["its manual"],"assumed":["rounding: ties up"]}""";

    [TestMethod]
    public void A_target_has_its_rules_as_a_scheme_of_its_name()
    {
        var target = Read(Good);

        Assert.AreEqual(("acme-1", "acme", "a chip", "its manual", 20), (target.Name, target.Family, target.Scheme.Description, target.Scheme.Source, target.Scheme.Arithmetic.Accumulator.Bits));
        Assert.AreEqual("arithmetic assumed: rounding: ties up", target.ArithmeticClaim);
        Assert.IsTrue(target.IsRoundingAssumed);
        Assert.AreEqual("""{"basedOn":"int8-symmetric","accumulatorBits":20}""", target.Rules.ToString());
    }

    [TestMethod]
    [DataRow("\"vendor\":\"Acme\"", "\"vender\":\"Acme\"", "there is no field 'vender'; write vendor or wider if that is meant")]
    [DataRow("\"vendor\":\"Acme\",", "", "vendor is missing")]
    [DataRow("\"vendor\":\"Acme\"", "\"vendor\":\"Acme\",\"vendor\":\"Acme\"", "vendor is given twice")]
    [DataRow("\"a chip\"", "\"a\\nchip\"", "description is not one line")]
    [DataRow("[\"tflite\"]", "\"tflite\"", "formats is no list of texts")]
    [DataRow("[\"tflite\"]", "[]", "formats is no list of texts")]
    [DataRow("\"types\":\"Verified\"", "\"types\":\"Sure\"", "confidence.types 'Sure' is not one of Verified, VendorDocument, OtherTool, Assumed")]
    [DataRow("\"types\":\"Verified\"", "\"types\":\"Assumed\"", "a name promises knowledge")]
    [DataRow("\"arithmetic\":\"Assumed\"", "\"arithmetic\":\"Verified\"", "contradict one another")]
    [DataRow(",\"sources\":[\"its manual\"]", "", "it needs sources and formats")]
    [DataRow("\"accumulatorBits\":20", "\"acumulatorBits\":20", "there is no field 'acumulatorBits'")]
    [DataRow("int8-symmetric", "int9", "there is no scheme 'int9'")]
    [DataRow("]}", "]", "not JSON (line 1)")]
    public void A_file_that_is_wrong_is_a_coded_error_that_says_what(string good, string bad, string message)
    {
        Assert.Contains(good, Good);

        var error = Assert.ThrowsExactly<MrqException>(() => Read(Good.Replace(good, bad, StringComparison.Ordinal)));

        Assert.IsTrue(error.Code == MrqCodes.BadScheme || error.Code == MrqCodes.UnknownScheme, error.Code.Id);
        Assert.Contains(message, error.Message);
    }

    private static Target Read(string json) => TargetFile.Read("acme", "acme-1", Encoding.UTF8.GetBytes(json));
}
