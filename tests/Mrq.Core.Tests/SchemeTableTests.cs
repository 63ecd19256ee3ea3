using Mrq.Core.Schemes;

namespace Mrq.Core.Tests;

/// <summary>The listing of schemes.</summary>
[TestClass]
public sealed class SchemeTableTests
{
    [TestMethod]
    public void A_scheme_is_a_line_of_its_name_and_its_rules_below_its_family()
    {
        SchemeFamily[] families =
        [
            new("acme", [Scheme("acme-npu", ("BasedOn", "tflite-uint8")), Scheme("acme-dsp-2", ("BasedOn", "int8-symmetric-pow2-per-channel-uint8-activations"), ("Rounding", "Floor"))]),
            new("others", [Scheme("plain", ("BasedOn", "int8-symmetric"))]),
        ];

        CollectionAssert.AreEqual(
            new[]
            {
                "  scheme      weights               activations        arithmetic",
                "",
                "acme",
                "  acme-npu    uint8 asymmetric      uint8 asymmetric   tflite",
                "  acme-dsp-2  int8 per channel 2^k  int8 or uint8 2^k  acme-dsp-2",
                "",
                "others",
                "  plain       int8                  int8               gemmlowp",
            },
            SchemeTable.Of(families).Lines().ToList());
    }

    [TestMethod]
    public void A_hundred_schemes_are_a_hundred_lines_of_one_width_and_no_line_is_much_longer_than_a_hundred_columns()
    {
        var schemes = SchemeCatalogue.All.Concat(Enumerable.Range(0, 100 - SchemeCatalogue.Names.Count).Select(i => Scheme($"vendor{i}-chip", ("BasedOn", "int8-symmetric-pow2"))));
        SchemeFamily[] families = [.. schemes.Chunk(10).Select((some, i) => new SchemeFamily($"family {i}", some))];

        var lines = SchemeTable.Of(families).Lines().ToList();

        Assert.HasCount(1 + (2 * 10) + 100, lines);
        Assert.IsLessThanOrEqualTo(110, lines.Max(line => line.Length));
        Assert.HasCount(1, lines.Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(ColumnOfWeights).Distinct());
    }

    /// <summary>Where the second column begins.</summary>
    private static int ColumnOfWeights(string line)
    {
        var end = line.IndexOf(' ', 2);
        return line.Length - line[end..].TrimStart().Length;
    }

    private static QuantizationScheme Scheme(string name, params (string Name, string Value)[] fields) =>
        SchemeDefinition.Create(name, fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), SchemeCatalogue.Named);
}
