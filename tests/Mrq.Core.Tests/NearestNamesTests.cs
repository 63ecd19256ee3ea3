using Mrq.Core.Diagnostics;
using Mrq.Core.Schemes;

namespace Mrq.Core.Tests;

/// <summary>What an unknown name may have meant.</summary>
[TestClass]
public sealed class NearestNamesTests
{
    private static readonly string[] Chips = ["esp32-s3", "esp32-p4", "qnn-htp-w8a8", "qnn-htp-w8a16", "qnn-htp-lpbq", "snpe-dsp-w8a8-tf", "rk35xx", "tensorrt", "tensorrt-dla", "mqbench-tensorrt", "k210", "k230"];

    [TestMethod]
    [DataRow("int8-symetric", "int8-symmetric int8-symmetric-pow2 int8-symmetric-per-channel")]
    [DataRow("Int8_Symmetric_Pow2", "int8-symmetric-pow2 int8-symmetric-pow2-per-channel int8-symmetric")]
    [DataRow("tflite_int8", "tflite-int8 tflite-uint8 tflite-int8-per-tensor")]
    [DataRow("int9", "tflite-int8 int8-symmetric")]
    [DataRow("symmetric", "int8-symmetric int8-symmetric-pow2 int8-symmetric-per-channel")]
    [DataRow("uint8-activations", "int8-symmetric-uint8-activations int8-symmetric-pow2-uint8-activations int8-symmetric-per-channel-uint8-activations")]
    [DataRow("banana", "")]
    [DataRow("", "")]
    [DataRow("--", "")]
    public void Slips_and_parts_of_a_schemes_name_lead_to_it(string wrong, string near) => Assert.AreEqual(near, string.Join(' ', NearestNames.Of(wrong, SchemeCatalogue.Names)));

    [TestMethod]
    [DataRow("esp32s3", "esp32-s3")]
    [DataRow("htp-w8a8", "qnn-htp-w8a8")]
    [DataRow("TensorRT8", "tensorrt")]
    [DataRow("rk3588", "rk35xx")]
    [DataRow("k220", "k210")]
    [DataRow("w8a8", "qnn-htp-w8a8")]
    public void The_nearest_of_many_names_comes_first(string wrong, string nearest)
    {
        var names = NearestNames.Of(wrong, Chips.Concat(Enumerable.Range(0, 100).Select(i => $"vendor{i}-other")));

        Assert.AreEqual(nearest, names[0]);
        Assert.IsLessThanOrEqualTo(3, names.Count);
    }

    [TestMethod]
    [DataRow("Bits", "BiasBits MultiplierBits AccumulatorBits")]
    [DataRow("WeigthRange", "WeightRange WeightType WeightGranularity")]
    [DataRow("basedOnn", "BasedOn")]
    public void Words_that_begin_with_a_capital_letter_are_parts_too(string wrong, string near) =>
        Assert.AreEqual(near, string.Join(' ', NearestNames.Of(wrong, SchemeFields.All.Select(field => field.Name).Prepend("BasedOn"))));

    [TestMethod]
    public void The_sentence_names_them_as_choices_and_says_nothing_where_none_is_near()
    {
        Assert.AreEqual("", NearestNames.IfMeant("banana", Chips));
        Assert.AreEqual("write rk35xx if that is meant, ", NearestNames.IfMeant("rk35x", Chips));
        Assert.AreEqual("write k210 or k230 if that is meant, ", NearestNames.IfMeant("k220", Chips));
        Assert.AreEqual("write ab, ac or ad if that is meant, ", NearestNames.IfMeant("aa", ["ab", "ac", "ad", "ae"]));
    }

    [TestMethod]
    public void A_name_of_a_million_letters_is_compared_with_none() => Assert.IsEmpty(NearestNames.Of(new string('t', 1_000_000), ["tflite-int8", new string('t', 99)]));

    [TestMethod]
    [DataRow("", "", 0)]
    [DataRow("abc", "", 3)]
    [DataRow("kitten", "sitting", 3)]
    [DataRow("ab", "BA", 2)]
    [DataRow("INT8", "int8", 0)]
    public void A_slip_is_a_letter_too_much_too_few_or_another(string one, string other, int slips) => Assert.AreEqual(slips, EditDistance.Between(one, other));
}
