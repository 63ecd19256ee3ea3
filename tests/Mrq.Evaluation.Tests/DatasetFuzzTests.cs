using System.IO.Compression;
using Mrq.Core.Diagnostics;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Tests;

/// <summary>Damaged files give a dataset or a coded error, nothing else; the seeds are fixed, so a failure repeats.</summary>
[TestClass]
public sealed class DatasetFuzzTests
{
    private const int Corruptions = 500;

    [TestMethod]
    public void A_damaged_npy_file_never_crashes() =>
        Corrupt(1, NpyBytes.Of(">f4", "(3, 2)", [.. Enumerable.Range(0, 24).Select(i => (byte)i)], fortranOrder: true));

    [TestMethod]
    public void A_damaged_stored_archive_never_crashes() => Corrupt(2, Archive(CompressionLevel.NoCompression));

    [TestMethod]
    public void A_damaged_deflated_archive_never_crashes() => Corrupt(3, Archive(CompressionLevel.Optimal));

    [TestMethod]
    public void A_damaged_zip64_archive_never_crashes()
    {
        var entry = NpyBytes.Of("|u1", "(3,)", [1, 2, 3]);

        Corrupt(4, ZipBytes.Zip64("x.npy", entry, Crc32.Append(0, entry)));
    }

    [TestMethod]
    public void A_damaged_IDX_file_never_crashes() => Corrupt(5, RawDataBytes.Idx(0x0D, [3, 2], [.. Enumerable.Range(0, 24).Select(i => (byte)i)]));

    [TestMethod]
    public void A_damaged_CIFAR_file_never_crashes() => Corrupt(6, [.. RawDataBytes.CifarImage(1), .. RawDataBytes.CifarImage(2)], "data.bin");

    [TestMethod]
    public void A_damaged_table_of_raw_samples_never_crashes() => Corrupt(7, RawDataBytes.Text("file, classes, label\na.raw, 12, 7\nb.raw, 12, 0\n"), "y_labels.csv", "a.raw", "b.raw");

    [TestMethod]
    public void A_damaged_table_of_windows_never_crashes() => Corrupt(8, RawDataBytes.Text("a.raw, 12, 7, 2, 1\nb.raw, 12, 0, 2, 2\n"), "y_labels.csv", "a.raw", "b.raw");

    private static byte[] Archive(CompressionLevel level) => ZipBytes.Of(
        level, ("images.npy", NpyBytes.Of("<f8", "(3, 2)", new byte[48])), ("labels.npy", NpyBytes.Of("<i4", "(3,)", new byte[12])));

    private static void Corrupt(int seed, byte[] original, string name = "data", params string[] samples)
    {
        using var folder = new TemporaryFolder();
        foreach (var sample in samples)
        {
            folder.Write(sample, new byte[4]);
        }

        var random = new Random(seed);
        for (var i = 0; i < Corruptions; i++)
        {
            var bytes = original.AsSpan(0, random.Next(4) == 0 ? random.Next(original.Length) : original.Length).ToArray();
            for (var change = random.Next(1, 6); change > 0 && bytes.Length > 0; change--)
            {
                // Digits and 0xFF make plausible but wrong numbers, in headers and in sizes.
                var place = random.Next(bytes.Length);
                bytes[place] = random.Next(3) switch { 0 => (byte)random.Next('0', '9' + 1), 1 => 0xFF, _ => (byte)random.Next(256) };
            }

            var path = folder.Write(name, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Dataset.Load([path]);
            }
            catch (MrqException exception)
            {
                // A table may name another sample, which is then the place.
                Assert.StartsWith(folder.PathOf(""), exception.Place.File!, $"corruption {i}");
                Assert.IsTrue(samples.Length > 0 || exception.Place.File == path, $"corruption {i}");
            }

            Assert.IsLessThan(16L << 20, GC.GetAllocatedBytesForCurrentThread() - before, $"corruption {i} allocates");
        }
    }
}
