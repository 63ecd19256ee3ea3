using Mrq.Core.Diagnostics;
using Mrq.Core.Numerics;
using Mrq.Core.Schemes;

namespace Mrq.Core.Tests;

/// <summary>The catalogue's definition files, and what they say.</summary>
[TestClass]
public sealed class SchemeCatalogueTests
{
    [TestMethod]
    [DataRow("int8-symmetric", "Int8 -127..127 Zero PerTensor Free", "Int8 -128..127 Zero PerTensor Free", "gemmlowp")]
    [DataRow("int8-symmetric-per-channel", "Int8 -127..127 Zero PerChannel Free", "Int8 -128..127 Zero PerTensor Free", "gemmlowp")]
    [DataRow("int8-symmetric-per-channel-uint8-activations", "Int8 -127..127 Zero PerChannel Free", "Int8 -128..127 ZeroOrMinimum PerTensor Free", "gemmlowp")]
    [DataRow("int8-symmetric-pow2", "Int8 -127..127 Zero PerTensor PowerOfTwo", "Int8 -128..127 Zero PerTensor PowerOfTwo", "shift-half-up")]
    [DataRow("int8-symmetric-pow2-per-channel", "Int8 -127..127 Zero PerChannel PowerOfTwo", "Int8 -128..127 Zero PerTensor PowerOfTwo", "shift-half-up")]
    [DataRow("int8-symmetric-pow2-per-channel-uint8-activations", "Int8 -127..127 Zero PerChannel PowerOfTwo", "Int8 -128..127 ZeroOrMinimum PerTensor PowerOfTwo", "shift-half-up")]
    [DataRow("int8-symmetric-pow2-uint8-activations", "Int8 -127..127 Zero PerTensor PowerOfTwo", "Int8 -128..127 ZeroOrMinimum PerTensor PowerOfTwo", "shift-half-up")]
    [DataRow("int8-symmetric-uint8-activations", "Int8 -127..127 Zero PerTensor Free", "Int8 -128..127 ZeroOrMinimum PerTensor Free", "gemmlowp")]
    [DataRow("tflite-int16x8", "Int8 -127..127 Zero PerChannel Free", "Int16 -32767..32767 Zero PerTensor Free", "tflite")]
    [DataRow("tflite-int8", "Int8 -127..127 Zero PerChannel Free", "Int8 -128..127 Free PerTensor Free", "tflite")]
    [DataRow("tflite-int8-per-tensor", "Int8 -127..127 Zero PerTensor Free", "Int8 -128..127 Free PerTensor Free", "tflite")]
    [DataRow("tflite-uint8", "UInt8 0..255 Free PerTensor Free", "UInt8 0..255 Free PerTensor Free", "tflite")]
    public void A_scheme_has_these_rules(string name, string weights, string activations, string arithmetic)
    {
        var scheme = SchemeCatalogue.Named(name);

        Assert.AreEqual((name, weights, activations), (scheme.Name, Text(scheme.Weights), Text(scheme.Activations)));
        Assert.IsTrue(scheme.Arithmetic == ArithmeticCatalogue.Named(arithmetic), "an arithmetic of the catalogue, whole and under its own name");
    }

    [TestMethod]
    public void The_table_above_has_every_scheme_in_the_order_of_listing()
    {
        var table = typeof(SchemeCatalogueTests).GetMethod(nameof(A_scheme_has_these_rules))!.GetCustomAttributes(typeof(DataRowAttribute), false).Cast<DataRowAttribute>().Select(row => (string)row.Data[0]!);

        CollectionAssert.AreEqual(table.ToList(), SchemeCatalogue.Names.ToList());
    }

    [TestMethod]
    public void Families_and_the_schemes_in_them_are_in_alphabetical_order()
    {
        CollectionAssert.AreEqual(new[] { "symmetric", "tflite" }, SchemeCatalogue.Families.Select(family => family.Name).ToList());
        foreach (var family in SchemeCatalogue.Families)
        {
            CollectionAssert.AreEqual(family.Schemes.Select(scheme => scheme.Name).Order(StringComparer.Ordinal).ToList(), family.Schemes.Select(scheme => scheme.Name).ToList());
        }

        CollectionAssert.AreEqual(SchemeCatalogue.Names.ToList(), SchemeCatalogue.All.Select(scheme => scheme.Name).ToList());
    }

    [TestMethod]
    public void Every_scheme_says_in_its_own_file_what_it_is_and_where_its_demands_are_written_down()
    {
        foreach (var scheme in SchemeCatalogue.All)
        {
            Assert.IsFalse(scheme.Description.EndsWith(", changed", StringComparison.Ordinal), scheme.Name);
            Assert.AreNotEqual("its definition", scheme.Source, scheme.Name);
        }
    }

    [TestMethod]
    public void A_name_is_found_whatever_its_case_and_always_gives_the_one_scheme_however_many_ask_at_once()
    {
        var found = new QuantizationScheme[64];
        Parallel.For(0, found.Length, i => found[i] = SchemeCatalogue.Named(i % 2 == 0 ? "TFLite-INT16x8" : "tflite-int16x8"));

        Assert.IsTrue(Array.TrueForAll(found, scheme => ReferenceEquals(scheme, found[0])));
        Assert.IsTrue(SchemeCatalogue.Contains("Int8-Symmetric"));
    }

    [TestMethod]
    public void A_name_that_no_scheme_has_is_a_coded_error()
    {
        Assert.IsNull(SchemeCatalogue.Find("int9"));
        Assert.AreEqual(MrqCodes.UnknownScheme, Assert.ThrowsExactly<MrqException>(() => SchemeCatalogue.Named("int9")).Code);
    }

    [TestMethod]
    public void What_a_definition_without_a_basis_leaves_open_is_as_in_int8_symmetric()
    {
        var plain = SchemeDefinition.Create("acme", [KeyValuePair.Create("WeightType", "int8"), KeyValuePair.Create("ActivationType", "int8")], SchemeCatalogue.Named);
        var symmetric = SchemeCatalogue.Named("int8-symmetric");

        Assert.AreEqual((symmetric.Weights, symmetric.Activations), (plain.Weights, plain.Activations));
        Assert.IsTrue(symmetric.Arithmetic == plain.Arithmetic);
    }

    private static string Text(TensorRule rule) => FormattableString.Invariant($"{rule.Type} {rule.Minimum}..{rule.Maximum} {rule.ZeroPoint} {rule.Granularity} {rule.Form}");
}
