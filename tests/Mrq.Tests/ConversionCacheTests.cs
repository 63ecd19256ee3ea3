namespace Mrq.Tests;

/// <summary>The cache gives back what a conversion gave, and nothing else.</summary>
[TestClass]
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

    private static ConversionRequest WithCache(ConversionFolder folder) => folder.Request with { CacheDirectory = folder.PathOf("cache") };
}
