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

    private static byte[] Archive(CompressionLevel level) => ZipBytes.Of(
        level, ("images.npy", NpyBytes.Of("<f8", "(3, 2)", new byte[48])), ("labels.npy", NpyBytes.Of("<i4", "(3,)", new byte[12])));

    private static void Corrupt(int seed, byte[] original)
    {
        using var folder = new TemporaryFolder();
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

            var path = folder.Write("data", bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Dataset.Load([path]);
            }
            catch (MrqException exception)
            {
                Assert.AreEqual(path, exception.Place.File, $"corruption {i}");
            }

            Assert.IsLessThan(16L << 20, GC.GetAllocatedBytesForCurrentThread() - before, $"corruption {i} allocates");
        }
    }
}
