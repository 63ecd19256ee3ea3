namespace Mrq.Build.PackageTests;

/// <summary><c>MrqCacheDirectory</c> spares conversions that were done elsewhere.</summary>
[TestClass]
public sealed class ContentCache
{
    [TestMethod]
    public void A_clean_build_takes_its_models_from_the_cache_and_a_damaged_cache_is_no_harm()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem, properties: "<MrqCacheDirectory>../cache/</MrqCacheDirectory>");
        Assert.DoesNotContain("from the cache", project.Build().Succeeded().Output);
        var expected = File.ReadAllBytes(project.PathOf(ConsumerProject.PlainOutput));
        project.Run("clean").Succeeded();

        Assert.Contains("from the cache", project.Build().Succeeded().Output);
        CollectionAssert.AreEqual(expected, File.ReadAllBytes(project.PathOf(ConsumerProject.PlainOutput)));

        var entry = Directory.GetFiles(project.PathOf("../cache"), "*", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(entry);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(entry, bytes);
        project.Run("clean").Succeeded();
        Assert.DoesNotContain("from the cache", project.Build().Succeeded().Output);
        CollectionAssert.AreEqual(expected, File.ReadAllBytes(project.PathOf(ConsumerProject.PlainOutput)));
    }
}
