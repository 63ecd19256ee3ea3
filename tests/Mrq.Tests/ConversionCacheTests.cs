using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Mrq.Cache;
using Mrq.Files;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>The cache gives back what a conversion gave, and nothing else.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class ConversionCacheTests
{
    [TestMethod]
    public void A_second_conversion_takes_the_same_bytes_from_the_cache_wherever_it_runs()
    {
        using var first = new ConversionFolder();
        using var second = new ConversionFolder();
        var made = ModelConverter.Convert(WithCache(first));

        var found = ModelConverter.Convert(second.Request with { CacheDirectory = first.PathOf("cache"), MaxParallelism = 1 });

        Assert.IsFalse(made.FromCache);
        Assert.IsTrue(found.FromCache);
        Assert.AreEqual(made.Summary, found.Summary);
        CollectionAssert.AreEqual(made.Report.ToArray(), found.Report.ToArray());
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Request.OutputPath), File.ReadAllBytes(second.Request.OutputPath));
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Request.ReportPath!), File.ReadAllBytes(second.Request.ReportPath!));
    }

    [TestMethod]
    public void A_changed_option_or_input_is_another_conversion()
    {
        using var folder = new ConversionFolder();
        ModelConverter.Convert(WithCache(folder));

        Assert.IsFalse(ModelConverter.Convert(WithCache(folder) with { Scheme = "int8-symmetric" }).FromCache);
        Assert.IsFalse(ModelConverter.Convert(WithCache(folder) with { CalibrationData = [] }).FromCache);
        File.Copy(folder.Request.OutputPath, folder.Request.ModelPath, overwrite: true);
        Assert.IsFalse(ModelConverter.Convert(WithCache(folder)).FromCache);
        Assert.IsTrue(ModelConverter.Convert(WithCache(folder)).FromCache);
    }

    [TestMethod]
    public void A_changed_sample_that_a_table_names_is_another_conversion()
    {
        using var folder = new ConversionFolder();
        File.WriteAllText(folder.PathOf("y_labels.csv"), "a.bin, 10, 3\n");
        File.WriteAllBytes(folder.PathOf("a.bin"), new byte[64]);
        var request = WithCache(folder) with { EvaluationData = [folder.PathOf("y_labels.csv")] };
        ModelConverter.Convert(request);
        Assert.IsTrue(ModelConverter.Convert(request).FromCache);

        File.WriteAllBytes(folder.PathOf("a.bin"), [.. Enumerable.Repeat((byte)9, 64)]);

        Assert.IsFalse(ModelConverter.Convert(request).FromCache);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(40)]
    [DataRow(-1)]
    public void An_entry_with_a_flipped_bit_is_computed_again_and_replaced(int position)
    {
        using var folder = new ConversionFolder();
        ModelConverter.Convert(WithCache(folder));
        var expected = File.ReadAllBytes(folder.Request.OutputPath);
        var entry = Directory.GetFiles(folder.PathOf("cache"), "*", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(entry);
        bytes[position < 0 ? ^1 : position] ^= 1;
        File.WriteAllBytes(entry, bytes);

        Assert.IsFalse(ModelConverter.Convert(WithCache(folder)).FromCache);
        CollectionAssert.AreEqual(expected, File.ReadAllBytes(folder.Request.OutputPath));
        Assert.IsTrue(ModelConverter.Convert(WithCache(folder)).FromCache);
    }

    [TestMethod]
    public void A_truncated_entry_and_one_under_the_name_of_another_are_not_believed()
    {
        using var folder = new ConversionFolder();
        ModelConverter.Convert(WithCache(folder));
        var entry = Directory.GetFiles(folder.PathOf("cache"), "*", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(entry);
        File.WriteAllBytes(entry, bytes[..20]);
        Assert.IsFalse(ModelConverter.Convert(WithCache(folder)).FromCache);

        ModelConverter.Convert(WithCache(folder) with { Scheme = "int8-symmetric" });
        var other = Directory.GetFiles(folder.PathOf("cache"), "*", SearchOption.AllDirectories).Single(path => path != entry);
        File.Copy(entry, other, overwrite: true);
        Assert.IsFalse(ModelConverter.Convert(WithCache(folder) with { Scheme = "int8-symmetric" }).FromCache);
    }

    [TestMethod]
    [DataRow("code")]
    [DataRow("nullw")]
    [DataRow("nullf")]
    public void Hostile_cache_entry(string how)
    {
        var poison = TestData.PathOf("reports", "hostile-cache-entry", "poison.py");
        using var folder = new ConversionFolder();
        ModelConverter.Convert(WithCache(folder));
        var expected = File.ReadAllBytes(folder.Request.OutputPath);
        Python.Run(poison, folder.PathOf("cache"), how);

        Assert.IsFalse(ModelConverter.Convert(WithCache(folder)).FromCache);

        CollectionAssert.AreEqual(expected, File.ReadAllBytes(folder.Request.OutputPath));
        Assert.IsTrue(ModelConverter.Convert(WithCache(folder)).FromCache);
    }

    [TestMethod]
    [DataRow("$", "null")]
    [DataRow("$", "[]")]
    [DataRow("$", "7")]
    [DataRow("Key", "null")]
    [DataRow("Key", "\"0\"")]
    [DataRow("Summary", "null")]
    [DataRow("Summary", "{}")]
    [DataRow("Warnings", "null")]
    [DataRow("Warnings", "[null]")]
    [DataRow("Warnings", "[{}]")]
    [DataRow("Warnings", "[{\"Code\":\"MRQ7777\",\"Message\":\"x\"}]")]
    [DataRow("Warnings", "[{\"Code\":\"MRQ4002\",\"Message\":null}]")]
    [DataRow("Report", "null")]
    [DataRow("Report", "\"\"")]
    [DataRow("Report", "\"bm8gSlNPTg==\"")]
    [DataRow("Report", "\"###\"")]
    [DataRow("Report", "\"e30=\"")]
    [DataRow("Report", "\"WzFd\"")]
    [DataRow("Files", "null")]
    [DataRow("Files", "[]")]
    [DataRow("Files", "{}")]
    [DataRow("Files", "{\"model\":null}")]
    [DataRow("Files", "{\"model\":\"\"}")]
    [DataRow("Files", "{\"model\":\"bm8gbW9kZWw=\"}")]
    public void An_entry_whose_digest_holds_and_that_is_no_entry_is_computed_again(string member, string value)
    {
        using var folder = new ConversionFolder();
        ModelConverter.Convert(WithCache(folder));
        var expected = File.ReadAllBytes(folder.Request.OutputPath);
        Forge(folder, entry => member == "$" ? JsonNode.Parse(value) : Changed(entry, member, JsonNode.Parse(value)));

        Assert.IsFalse(ModelConverter.Convert(WithCache(folder)).FromCache);

        CollectionAssert.AreEqual(expected, File.ReadAllBytes(folder.Request.OutputPath));
    }

    [TestMethod]
    [DataRow("\"model\": \"digits.tflite\"", "\"model\": \"other.tflite\"")]
    [DataRow("\"scheme\": \"tflite-int8\"", "\"scheme\": \"tflite-int16x8\"")]
    [DataRow("\"passed\": true", "\"passed\": false")]
    public void A_report_that_speaks_of_another_conversion_is_not_believed(string found, string forged)
    {
        using var folder = new ConversionFolder();
        var report = ModelConverter.Convert(WithCache(folder)).Report;
        var text = Encoding.UTF8.GetString(report.Span);
        Assert.Contains(found, text);
        Forge(folder, entry => Changed(entry, "Report", Convert.ToBase64String(Encoding.UTF8.GetBytes(text.Replace(found, forged, StringComparison.Ordinal)))));

        Assert.IsFalse(ModelConverter.Convert(WithCache(folder)).FromCache);
    }

    [TestMethod]
    public void A_folder_that_is_named_like_a_scheme_decides_nothing()
    {
        using var folder = new ConversionFolder();
        Directory.CreateDirectory(folder.PathOf("tflite-int8"));
        Directory.CreateDirectory(folder.PathOf("int8-symmetric"));
        Assert.AreEqual(0, Convert("tflite-int8").ExitCode);

        var result = Convert("int8-symmetric");

        Assert.StartsWith("digits.tflite -> int8-symmetric: ", result.Output);
        Assert.Contains("int8-symmetric", MrqCommand.Run("inspect", folder.PathOf("out.tflite")).Output);
        (int ExitCode, string Output, string Error) Convert(string scheme) => MrqCommand.StartIn(folder.Path, "convert", "digits.tflite", "--scheme", scheme, "--cache", "cache", "--output", "out.tflite");
    }

    [TestMethod]
    public void A_value_is_its_letters_even_where_a_file_or_a_folder_has_its_name()
    {
        using var folder = new ConversionFolder();
        var (first, second) = (folder.PathOf("first"), folder.PathOf("second"));
        Directory.CreateDirectory(first);
        Directory.CreateDirectory(second);
        ConversionRequest[] requests =
        [
            folder.Request with { Scheme = first },
            folder.Request with { Scheme = second },
            folder.Request with { Metric = first },
            folder.Request with { Metric = second },
            folder.Request with { WithoutPasses = [first] },
            folder.Request with { WithoutPasses = [second] },
        ];
        var keys = requests.Select(ConversionKey.Of).ToArray();

        Assert.HasCount(6, keys.Distinct());
        Directory.Delete(first);
        File.WriteAllText(first, "another content");
        CollectionAssert.AreEqual(keys, requests.Select(ConversionKey.Of).ToArray());
    }

    [TestMethod]
    public void Every_member_of_a_request_is_a_path_by_its_mark_or_a_value_of_which_it_is_known_that_it_is_none()
    {
        var texts = RequestMember.All.Where(member => member.Property.PropertyType == typeof(string) || member.Property.PropertyType == typeof(IReadOnlyList<string>));

        Assert.AreEqual("InputShape InterfaceLayout Metric OutputFormat Scheme WithoutPasses", string.Join(' ', texts.Where(member => member.Path is null).Select(member => member.Property.Name)));
    }

    [TestMethod]
    public void Every_file_that_is_read_decides_the_key_by_its_content_and_by_the_name_that_reports_show()
    {
        using var folder = new ConversionFolder();
        Directory.CreateDirectory(folder.PathOf("a"));
        Directory.CreateDirectory(folder.PathOf("b"));
        File.WriteAllText(folder.PathOf("a/y_labels.csv"), "s.bin, 10, 3\n");
        foreach (var file in new[] { "a/s.bin", "scheme.json", "baseline.json" })
        {
            File.WriteAllText(folder.PathOf(file), "{}");
        }

        var request = folder.Request with { SchemeFile = folder.PathOf("scheme.json"), BaselineReport = folder.PathOf("baseline.json"), EvaluationData = [folder.PathOf("a")] };
        var keys = new List<string?> { ConversionKey.Of(request) };
        foreach (var file in new[] { "digits.tflite", "calibration.npz", "scheme.json", "baseline.json", "a/y_labels.csv", "a/s.bin" })
        {
            File.AppendAllText(folder.PathOf(file), " ");
            keys.Add(ConversionKey.Of(request));
        }

        File.Copy(folder.PathOf("a/y_labels.csv"), folder.PathOf("b/y_labels.csv"));
        File.Copy(folder.PathOf("a/s.bin"), folder.PathOf("b/s.bin"));
        keys.Add(ConversionKey.Of(request with { EvaluationData = [folder.PathOf("b")] }));

        Assert.HasCount(8, keys.Distinct());
        Assert.DoesNotContain((string?)null, keys);
        Assert.AreEqual(keys[6], ConversionKey.Of(request with { OutputPath = "elsewhere", ReportPath = null, Exports = [CArrayTests.Export("x.c")], MaxParallelism = 7, CacheDirectory = "c" }));
        Assert.AreEqual(keys[6], ConversionKey.Of(request with { EvaluationData = [folder.PathOf("a") + "/"] }));
        Assert.AreNotEqual(keys[6], ConversionKey.Of(request with { HtmlPath = "page.html" }));
        File.Delete(folder.PathOf("a/s.bin"));
        Assert.IsNull(ConversionKey.Of(request));
    }

    [TestMethod]
    public void An_entry_gives_every_file_that_a_request_asks_for()
    {
        using var folder = new ConversionFolder();
        var request = WithCache(folder) with { ReportPath = null };
        ModelConverter.Convert(request);

        // Report and C array are in every entry; a page is another conversion's.
        var restored = ModelConverter.Convert(request with { ReportPath = folder.PathOf("out/r.json"), Exports = [CArrayTests.Export(folder.PathOf("out/m.c"))] });
        Assert.IsTrue(restored.FromCache);
        CollectionAssert.AreEqual(restored.Report.ToArray(), File.ReadAllBytes(folder.PathOf("out/r.json")));
        Assert.IsTrue(File.Exists(folder.PathOf("out/m.h")));

        Assert.IsFalse(ModelConverter.Convert(request with { HtmlPath = folder.PathOf("out/p.html") }).FromCache);
        var page = File.ReadAllBytes(folder.PathOf("out/p.html"));
        File.Delete(folder.PathOf("out/p.html"));
        Assert.IsTrue(ModelConverter.Convert(request with { HtmlPath = folder.PathOf("out/p.html") }).FromCache);
        CollectionAssert.AreEqual(page, File.ReadAllBytes(folder.PathOf("out/p.html")));
    }

    [TestMethod]
    public void Many_writers_of_one_entry_leave_one_good_entry()
    {
        var folders = Enumerable.Range(0, 4).Select(_ => new ConversionFolder()).ToList();
        using var cache = new ConversionFolder();
        try
        {
            Parallel.ForEach(folders, folder => ModelConverter.Convert(folder.Request with { CacheDirectory = cache.PathOf("cache") }));

            Assert.HasCount(1, Directory.GetFiles(cache.PathOf("cache"), "*", SearchOption.AllDirectories));
            Assert.IsTrue(ModelConverter.Convert(WithCache(cache)).FromCache);
        }
        finally
        {
            folders.ForEach(folder => folder.Dispose());
        }
    }

    [TestMethod]
    public void A_folder_that_cannot_be_used_costs_no_conversion()
    {
        using var folder = new ConversionFolder();
        File.WriteAllText(folder.PathOf("cache"), "a file where a folder should be");

        Assert.IsFalse(ModelConverter.Convert(WithCache(folder)).FromCache);
        Assert.IsTrue(File.Exists(folder.Request.OutputPath));
    }

    /// <summary>Changes the one entry of a cache and makes its digest hold again.</summary>
    private static void Forge(ConversionFolder folder, Func<JsonObject, JsonNode?> change)
    {
        var path = Directory.GetFiles(folder.PathOf("cache"), "*", SearchOption.AllDirectories).Single();
        var content = Encoding.UTF8.GetBytes(change(JsonNode.Parse(File.ReadAllBytes(path).AsSpan(32))!.AsObject())?.ToJsonString() ?? "null");
        File.WriteAllBytes(path, [.. SHA256.HashData(content), .. content]);
    }

    private static JsonObject Changed(JsonObject entry, string member, JsonNode? value)
    {
        Assert.IsTrue(entry.ContainsKey(member));
        entry[member] = value;
        return entry;
    }

    private static ConversionRequest WithCache(ConversionFolder folder) => folder.Request with { CacheDirectory = folder.PathOf("cache") };
}
