using System.Text.Json;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>docs/report.md tells of every field that a report has: the schema is public.</summary>
[TestClass]
public sealed class ReportSchemaTests
{
    [TestMethod]
    public void Every_field_of_a_report_is_in_the_documentation()
    {
        using var folder = new ConversionFolder();
        var onnx = new ExportRequest(ModelContainer.Named("onnx"), folder.PathOf("out/digits.onnx"));

        // A target whose rounding is assumed, and another container: most of what is null elsewhere.
        ModelConverter.Convert(folder.Request with { Scheme = "nna-pow2", Exports = [onnx] });

        using var report = JsonDocument.Parse(File.ReadAllBytes(folder.PathOf("out/digits.report.json")));
        CollectionAssert.IsSubsetOf(Fields(report.RootElement, "").Distinct().ToList(), Documented());
        Assert.AreEqual(1, report.RootElement.GetProperty("schemaVersion").GetInt32());
        Assert.AreNotEqual(JsonValueKind.Null, report.RootElement.GetProperty("target").GetProperty("roundings").ValueKind);
        Assert.AreNotEqual(JsonValueKind.Null, report.RootElement.GetProperty("containers").ValueKind);
    }

    [TestMethod]
    public void No_field_is_documented_twice() => CollectionAssert.AllItemsAreUnique(Documented());

    private static List<string> Documented() => [.. File.ReadLines(Path.Combine(TestData.Repository, "docs", "report.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1])];

    /// <summary>Options are by names of their own, which docs/items.md lists.</summary>
    private static IEnumerable<string> Fields(JsonElement element, string place) => element.ValueKind switch
    {
        JsonValueKind.Object when place == "options" => [],
        JsonValueKind.Object => element.EnumerateObject().Select(field => (Name: place.Length > 0 ? $"{place}.{field.Name}" : field.Name, field.Value)).SelectMany(field => Fields(field.Value, field.Name).Prepend(field.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(entry => Fields(entry, $"{place}[]")),
        _ => [],
    };
}
