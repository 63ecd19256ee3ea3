using System.IO.Compression;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Evaluation.Metrics;
using Mrq.Evaluation.Tests.Images;

namespace Mrq.Evaluation.Tests;

/// <summary>A part of a set reads what it needs: the same samples as the whole has, under their numbers, whatever is wrong with the others.</summary>
[TestClass]
public sealed class SampleRangeTests : IDisposable
{
    private const int Samples = 64;
    private const int SampleSize = 2 * StoredArray.SmallestLength / Samples;
    private static readonly SampleRange Some = new(20, 7);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(CompressionLevel.NoCompression)]
    [DataRow(CompressionLevel.Optimal)]
    public void Rows_of_an_archive(CompressionLevel level) =>
        AssertSame(_folder.Write("x.npz", ZipBytes.Of(level, ("x.npy", NpyBytes.Of("|u1", $"({Samples}, {SampleSize})", Bytes())), ("y.npy", NpyBytes.Of("<i4", $"({Samples},)", new byte[4 * Samples])))));

    [TestMethod]
    public void Rows_of_a_single_array() => AssertSame(_folder.Write("x.npy", NpyBytes.Of(">i2", $"({Samples}, {SampleSize / 2})", Bytes())));

    [TestMethod]
    public void Rows_of_a_small_array_in_another_order() =>
        AssertSame(_folder.Write("x.npy", NpyBytes.Of("|u1", $"({Samples}, 3)", Bytes()[..(3 * Samples)], fortranOrder: true)));

    [TestMethod]
    public void Rows_of_an_IDX_file() => AssertSame(_folder.Write("x", RawDataBytes.Idx(0x0B, [Samples, SampleSize / 2], Bytes())));

    [TestMethod]
    public void Windows_of_several_files()
    {
        foreach (var file in new[] { "a.bin", "b.bin", "c.bin" })
        {
            _folder.Write(file, [.. Enumerable.Range(0, 60).Select(value => (byte)(value + file[0]))]);
        }

        AssertSame(_folder.Write("y_labels.csv", RawDataBytes.Text("a.bin,2,0,4,2\nb.bin,2,1,4,4\nc.bin,2,0,4,2")));
    }

    [TestMethod]
    public void Damage_beyond_them_is_nobodys_business()
    {
        var path = _folder.Write("x.npz", ZipBytes.Of(CompressionLevel.NoCompression, ("x.npy", NpyBytes.Of("|u1", $"({Samples}, {SampleSize})", Bytes()))));
        var bytes = File.ReadAllBytes(path);
        bytes[1000] ^= 1;
        bytes[^2000] ^= 1;
        File.WriteAllBytes(path, bytes);

        Assert.ThrowsExactly<MrqException>(() => Dataset.Load([path]));
        Assert.AreEqual(Some.Count, Load(path, Some).Samples().Count());
    }

    [TestMethod]
    public void Pictures_beyond_them_are_not_opened()
    {
        var names = Enumerable.Range(0, 9).Select(number => $"{number}.png").ToArray();
        Array.ForEach(names, name => _folder.Write(name, PngBytes.Of(1, 1, 1, [(byte)(10 + name[0])])));
        Array.ForEach(names[..3], name => _folder.Write(name, [1]));
        var input = new Tensor { Name = "in", Type = ElementType.UInt8, Shape = new TensorShape(1, 1, 1, 1), Quantization = new QuantizationParameters(1, 0) };

        var data = Dataset.Load([_folder.PathOf("")], new DatasetOptions { Range = new SampleRange(4, 2) }, input);

        Assert.AreEqual(9, data.Count);
        CollectionAssert.AreEqual(new[] { (4, 10 + '4'), (5, 10 + '5') }, data.Samples().Select(sample => (sample.Index, (int)sample.Input(0)[0])).ToArray());
    }

    [TestMethod]
    public void A_part_beyond_the_end_is_MRQ1051()
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Load(_folder.Write("x.npy", NpyBytes.Of("|u1", "(4, 2)", new byte[8])), new SampleRange(2, 3)));

        Assert.AreEqual(MrqCodes.DatasetDoesNotFit, error.Code);
        StringAssert.Contains(error.Message, "Samples 2 to 4 are asked for, and the data has 4");
    }

    /// <summary>Holds a part against the whole, by its samples and by what digests say of both; and the empty part, of which everything but samples is known.</summary>
    private static void AssertSame(string path)
    {
        var (all, part, none) = (Load(path, null), Load(path, Some), Load(path, new SampleRange(3, 0)));
        var expected = all.Samples().Skip(Some.First).Take(Some.Count).Select(sample => (sample.Index, Convert.ToHexString(sample.Input(0)))).ToArray();
        var digested = new DigestedSamples(part);

        Assert.AreEqual(all.Count, part.Count);
        Assert.AreEqual(all.Groups.Count, none.Groups.Count);
        CollectionAssert.AreEqual(all.Labels, part.Labels);
        CollectionAssert.AreEqual(expected, part.Samples().Select(sample => (sample.Index, Convert.ToHexString(sample.Input(0)))).ToArray());
        Assert.AreEqual(0, none.Samples().Count());
        Assert.AreEqual(Some.Count, digested.Samples().Count());
        Assert.AreEqual(DatasetDigest.OfSamples(part), digested.Digest);
        CollectionAssert.AreEqual(
            new[] { new SampleRange(0, Some.First), Some, new SampleRange(Some.End, all.Count - Some.End) }.Select(range => DatasetDigest.OfSamples(Load(path, range))).ToArray(),
            DatasetDigest.OfRanges(all, [new SampleRange(0, Some.First), Some, new SampleRange(Some.End, all.Count - Some.End)]).ToArray());
    }

    private static Dataset Load(string path, SampleRange? range) => Dataset.Load([path], new DatasetOptions { Range = range, Labels = LabelKind.Classes }, new Tensor { Name = "in", Type = ElementType.Int8, Shape = new TensorShape(1, 4) });

    private static byte[] Bytes()
    {
        var bytes = new byte[Samples * SampleSize];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((i * 31) ^ (i >> 9));
        }

        return bytes;
    }
}
