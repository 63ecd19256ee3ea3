using System.IO.Compression;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Tests;

/// <summary>Large arrays stay in their files: rows come in order and alike, damage is found when the data is loaded, and memory is a row's.</summary>
[TestClass]
public sealed class StoredArrayTests : IDisposable
{
    private const int Samples = 64;
    private const int SampleSize = 2 * StoredArray.SmallestLength / Samples;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(CompressionLevel.NoCompression)]
    [DataRow(CompressionLevel.Optimal)]
    public void An_archive_is_read_row_by_row(CompressionLevel level) =>
        AssertRows(Dataset.Load([Archive(level, Samples)]), Bytes(Samples));

    [TestMethod]
    public void A_single_array_is_read_row_by_row() =>
        AssertRows(Dataset.Load([_folder.Write("x.npy", NpyBytes.Of("|u1", $"({Samples}, {SampleSize})", Bytes(Samples)))]), Bytes(Samples));

    [TestMethod]
    public void Big_endian_elements_are_turned_round()
    {
        var path = _folder.Write("x.npy", NpyBytes.Of(">i2", $"({Samples}, {SampleSize / 2})", Bytes(Samples)));
        var expected = Bytes(Samples);
        for (var i = 0; i < expected.Length; i += 2)
        {
            (expected[i], expected[i + 1]) = (expected[i + 1], expected[i]);
        }

        AssertRows(Dataset.Load([path]), expected);
    }

    [TestMethod]
    public void Encoding_and_digest_leave_the_data_in_its_file()
    {
        var data = Dataset.Load([Archive(CompressionLevel.Optimal, Samples)]);
        var input = new Tensor { Name = "input", Type = ElementType.UInt8, Shape = new TensorShape(1, SampleSize), Quantization = new QuantizationParameters(1, 0) };

        _ = InputEncoder.Create(data.Inputs[0], input, input);
        var digest = DatasetDigest.Of(data);

        Assert.IsFalse(data.Inputs[0].Array.IsHeld);
        Assert.AreEqual(DatasetDigest.Of(Dataset.Create(new NumpyArray("x", data.Inputs[0].Array.Type, data.Inputs[0].Array.Shape, Bytes(Samples)), null)), digest);
    }

    [TestMethod]
    public void Memory_does_not_grow_with_the_samples()
    {
        var (few, many) = (Archive(CompressionLevel.Optimal, Samples), Archive(CompressionLevel.Optimal, 4 * Samples, "many.npz"));
        _ = AllocatedBy(few);

        Assert.IsLessThan(SampleSize * 4, AllocatedBy(many) - AllocatedBy(few));
    }

    [TestMethod]
    public void Damage_is_found_when_the_data_is_loaded()
    {
        var path = Archive(CompressionLevel.NoCompression, Samples);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);

        var error = Assert.ThrowsExactly<MrqException>(() => Dataset.Load([path]));

        Assert.AreEqual(MrqCodes.BadDataset, error.Code);
        StringAssert.Contains(error.Message, "checksum");
        Assert.AreEqual(path, error.Place.File);
    }

    [TestMethod]
    public void A_file_that_changes_is_refused()
    {
        var data = Dataset.Load([Archive(CompressionLevel.Optimal, Samples)]);
        Archive(CompressionLevel.Optimal, 2 * Samples);

        var error = Assert.ThrowsExactly<MrqException>(() => DatasetDigest.Of(data));

        Assert.AreEqual(MrqCodes.BadDataset, error.Code);
        StringAssert.Contains(error.Message, "changed");
    }

    private static void AssertRows(Dataset data, byte[] expected)
    {
        Assert.IsFalse(data.Inputs[0].Array.IsHeld);
        var next = 0;
        foreach (var row in data.Inputs[0].Array.Rows())
        {
            Assert.AreEqual(next++, row.Index);
            Assert.IsTrue(row.Data.SequenceEqual(expected.AsSpan(row.Index * SampleSize, SampleSize)), $"row {row.Index}");
            row.Dispose();
        }

        Assert.AreEqual(Samples, next);
        CollectionAssert.AreEqual(expected, data.Inputs[0].Array.Data.ToArray());
        Assert.IsTrue(data.Inputs[0].Array.IsHeld);
    }

    /// <summary>What this thread allocates to load a dataset and to go through it twice.</summary>
    private static long AllocatedBy(string path)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var data = Dataset.Load([path]);
        _ = DatasetDigest.Of(data);
        _ = DatasetDigest.Of(data);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static byte[] Bytes(int samples)
    {
        var bytes = new byte[samples * SampleSize];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((i * 31) ^ (i >> 9));
        }

        return bytes;
    }

    private string Archive(CompressionLevel level, int samples, string name = "x.npz") =>
        _folder.Write(name, ZipBytes.Of(level, ("x.npy", NpyBytes.Of("|u1", $"({samples}, {SampleSize})", Bytes(samples)))));
}
