using Mrq.Build.Conversions;

namespace Mrq.Build.Tests;

/// <summary>What tells two states of a file apart.</summary>
[TestClass]
public sealed class FingerprintTests
{
    private static readonly DateTime Time = new(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(4096)]
    [DataRow(65535)]
    public void Every_byte_of_a_short_file_counts(int length)
    {
        using var folder = new TaskFolder();
        var before = Of(folder, new byte[length], Time);
        for (var i = 0; i < length; i += Math.Max(1, length / 7))
        {
            var bytes = new byte[length];
            bytes[i] = 1;
            Assert.AreNotEqual(before, Of(folder, bytes, Time), $"byte {i}");
        }

        Assert.AreEqual(before, Of(folder, new byte[length], Time));
        Assert.AreNotEqual(before, Of(folder, new byte[length], Time.AddTicks(-10_000)));
        Assert.AreNotEqual(before, Of(folder, new byte[length + 1], Time));
    }

    [TestMethod]
    public void Of_a_long_file_both_ends_and_every_part_of_a_tenth_count()
    {
        using var folder = new TaskFolder();
        var length = 1_000_003;
        var before = Of(folder, new byte[length], Time);
        for (var part = 0; part < 10; part++)
        {
            var bytes = new byte[length];
            bytes.AsSpan(part * length / 10, length / 10).Fill(1);
            Assert.AreNotEqual(before, Of(folder, bytes, Time), $"part {part}");
        }

        foreach (var i in new[] { 0, length - 1 })
        {
            var bytes = new byte[length];
            bytes[i] = 1;
            Assert.AreNotEqual(before, Of(folder, bytes, Time), $"byte {i}");
        }
    }

    [TestMethod]
    public void A_link_is_what_it_leads_to()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("A link needs a privilege there.");
        }

        using var folder = new TaskFolder();
        File.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf("file"));
        Of(folder, [1], Time);
        var before = new Fingerprints().Of(folder.PathOf("link"));

        Of(folder, [2], Time.AddDays(-1));

        Assert.AreNotEqual(before, new Fingerprints().Of(folder.PathOf("link")));
    }

    private static string Of(TaskFolder folder, byte[] bytes, DateTime time)
    {
        File.WriteAllBytes(folder.PathOf("file"), bytes);
        File.SetLastWriteTimeUtc(folder.PathOf("file"), time);
        return new Fingerprints().Of(folder.PathOf("file"));
    }
}
