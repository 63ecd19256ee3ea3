using System.IO.Compression;
using System.Text;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Tests;

[TestClass]
public sealed class NumpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(CompressionLevel.NoCompression)]
    [DataRow(CompressionLevel.Optimal)]
    public void Stored_and_deflated_archives_are_read(CompressionLevel level)
    {
        var path = _folder.Write("a.npz", ZipBytes.Of(level, ("x.npy", NpyBytes.Of("|u1", "(3,)", [1, 2, 3])), ("y.npy", NpyBytes.Of("|u1", "(1,)", [7]))));

        CollectionAssert.AreEqual(new[] { "x: uint8 [3]", "y: uint8 [1]" }, NumpyFile.Read(path).Select(array => array.ToString()).ToArray());
    }

    [TestMethod]
    public void Forced_zip64_records_are_read()
    {
        var entry = NpyBytes.Of("|u1", "(3,)", [1, 2, 3]);
        var path = _folder.Write("a.npz", ZipBytes.Zip64("x.npy", entry, Crc32.Append(0, entry)));

        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, NumpyFile.Read(path)[0].Data.ToArray());
    }

    [TestMethod]
    public void An_entry_that_claims_over_2_GiB_is_refused()
    {
        var path = _folder.Write("a.npz", ZipBytes.Zip64("x.npy", NpyBytes.Of("|u1", "(3,)", [1, 2, 3]), 0, 3ul << 30));

        Refused(path, "sizes contradict");
    }

    [TestMethod]
    public void A_shape_larger_than_its_entry_is_refused()
    {
        var path = _folder.Write("a.npz", ZipBytes.Of(CompressionLevel.Optimal, ("x.npy", NpyBytes.Of("<f8", "(100000000,)", new byte[100000]))));

        Refused(path, "100000 bytes follow");
    }

    [TestMethod]
    public void A_name_twice_is_refused()
    {
        var entry = NpyBytes.Of("|u1", "(1,)", [1]);

        Refused(_folder.Write("a.npz", ZipBytes.Of(CompressionLevel.Optimal, ("x.npy", entry), ("x.npy", entry))), "two arrays named 'x'");
    }

    [TestMethod]
    public void A_wrong_checksum_is_refused()
    {
        var entry = NpyBytes.Of("|u1", "(3,)", [1, 2, 3]);

        Refused(_folder.Write("a.npz", ZipBytes.Zip64("x.npy", entry, 12345)), "checksum");
    }

    [TestMethod]
    public void An_archive_without_arrays_is_refused() =>
        Refused(_folder.Write("a.npz", ZipBytes.Of(CompressionLevel.Optimal, ("readme.txt", [1]))), "no .npy entry");

    [TestMethod]
    public void A_name_in_a_message_cannot_steer_the_terminal()
    {
        var path = _folder.Write("a.npz", ZipBytes.Of(CompressionLevel.Optimal, ("\u001b[2J\n.npy", [1])));

        Refused(path, @"Array '\u001B[2J\n'");
    }

    [TestMethod]
    public void A_missing_file_has_its_own_code()
    {
        var exception = Assert.ThrowsExactly<MrqException>(() => NumpyFile.Read(_folder.PathOf("none.npz")));

        Assert.AreEqual(MrqCodes.FileMissing, exception.Code);
    }

    [TestMethod]
    public void Crc32_has_its_check_value() => Assert.AreEqual(0xCBF43926u, Crc32.Append(0, "123456789"u8));

    [TestMethod]
    public void A_written_array_has_the_bytes_of_NumPy()
    {
        var path = _folder.PathOf("a.npy");

        NumpyFile.Write(path, NumpyArray.Create<float>("a", new TensorShape(3), 0, 1, 2));

        // numpy.save('a.npy', numpy.arange(3, dtype='float32')): the header ends at byte 128.
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }".PadRight(117) + "\n";
        var expected = (byte[])[0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(header), 0, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64];
        CollectionAssert.AreEqual(expected, File.ReadAllBytes(path));
    }

    [TestMethod]
    public void A_written_archive_reads_back()
    {
        var path = _folder.PathOf("a.npz");

        NumpyFile.WriteArchive(path, [NumpyArray.Create<sbyte>("scores/é", new TensorShape(2, 2), 1, -2, 3, -4), NumpyArray.Create<long>("n", default, 7)]);

        CollectionAssert.AreEqual(new[] { "scores/é: int8 [2x2]", "n: int64 []" }, NumpyFile.Read(path).Select(array => array.ToString()).ToArray());
    }

    [TestMethod]
    public void Equal_arrays_are_written_as_equal_bytes()
    {
        NumpyArray[] arrays = [NumpyArray.Create<int>("x", new TensorShape(2), 1, 2)];

        NumpyFile.WriteArchive(_folder.PathOf("a.npz"), arrays);
        NumpyFile.WriteArchive(_folder.PathOf("b.npz"), arrays);

        CollectionAssert.AreEqual(File.ReadAllBytes(_folder.PathOf("a.npz")), File.ReadAllBytes(_folder.PathOf("b.npz")));
    }

    [TestMethod]
    public void A_written_archive_has_one_fixed_time()
    {
        NumpyFile.WriteArchive(_folder.PathOf("a.npz"), [NumpyArray.Create<int>("x", new TensorShape(1), 1)]);

        using var archive = ZipFile.OpenRead(_folder.PathOf("a.npz"));
        Assert.AreEqual(new DateTime(1980, 1, 1), archive.Entries[0].LastWriteTime.DateTime);
    }

    [TestMethod]
    public void A_folder_that_does_not_exist_cannot_be_written()
    {
        var path = Path.Combine(_folder.PathOf("none"), "a.npy");

        var exception = Assert.ThrowsExactly<MrqException>(() => NumpyFile.Write(path, NumpyArray.Create<int>("x", new TensorShape(1), 1)));

        Assert.AreEqual((MrqCodes.CannotWrite, path), (exception.Code, exception.Place.File));
    }

    private static void Refused(string path, string said)
    {
        var exception = Assert.ThrowsExactly<MrqException>(() => NumpyFile.Read(path));
        Assert.AreEqual((MrqCodes.BadDataset, path), (exception.Code, exception.Place.File));
        StringAssert.Contains(exception.Message, said, StringComparison.Ordinal);
    }
}
