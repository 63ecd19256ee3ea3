using Mrq.Audio;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Tests.Sounds;

/// <summary>WAV files of every kind that is read, and whatever else calls itself one.</summary>
[TestClass]
public sealed class WavFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    [DataRow(1, 8, new byte[] { 128, 0, 255, 192 }, new[] { 0f, -1f, 127 / 128f, 0.5f })]
    [DataRow(1, 16, new byte[] { 0, 0, 0, 128, 255, 127, 0, 64 }, new[] { 0f, -1f, 32767 / 32768f, 0.5f })]
    [DataRow(1, 24, new byte[] { 0, 0, 128, 255, 255, 127, 1, 0, 0 }, new[] { -1f, 8388607 / 8388608f, 1 / 8388608f })]
    [DataRow(1, 32, new byte[] { 0, 0, 0, 128, 0, 0, 0, 64 }, new[] { -1f, 0.5f })]
    [DataRow(3, 32, new byte[] { 0, 0, 128, 63, 0, 0, 0, 192 }, new[] { 1f, -2f })]
    [DataRow(3, 64, new byte[] { 0, 0, 0, 0, 0, 0, 208, 63 }, new[] { 0.25f })]
    public void Samples_of_every_kind_become_what_they_mean(int kind, int bits, byte[] bytes, float[] expected)
    {
        var sound = Read(WavBytes.Of(kind, 1, bits, bytes));

        Assert.AreEqual(16000, sound.Rate);
        CollectionAssert.AreEqual(expected, sound.Samples.ToArray());
    }

    [TestMethod]
    public void Channels_become_their_mean() => CollectionAssert.AreEqual(new[] { 0.25f, -0.5f }, Read(WavBytes.Of(1, 2, 16, [0, 64, 0, 0, 0, 128, 0, 0])).Samples.ToArray());

    [TestMethod]
    public void Other_chunks_are_passed_over_and_an_extensible_format_says_its_kind_in_its_GUID()
    {
        byte[] format = [.. WavBytes.Two(0xFFFE), .. WavBytes.Two(1), .. WavBytes.Four(8000), .. WavBytes.Four(16000), .. WavBytes.Two(2), .. WavBytes.Two(16), .. WavBytes.Two(22), .. WavBytes.Two(16), .. WavBytes.Four(4), .. WavBytes.Two(1), .. new byte[14]];
        var file = WavBytes.Riff([.. WavBytes.Chunk("LIST", [1, 2, 3]), .. WavBytes.Chunk("fmt ", format), .. WavBytes.Chunk("fact", [1, 0, 0, 0]), .. WavBytes.Chunk("data", [0, 64]), .. WavBytes.Chunk("id3 ", [1])]);

        Assert.AreEqual(8000, Read(file).Rate);
        CollectionAssert.AreEqual(new[] { 0.5f }, Read(file).Samples.ToArray());
    }

    [TestMethod]
    [DataRow(1, 1, 12, "The sound is of a kind that is not read (format 1, 12 bits); save it as integers of 8, 16, 24 or 32 bits, or real numbers of 32 or 64.")]
    [DataRow(7, 1, 8, "The sound is of a kind that is not read (format 7, 8 bits); save it as integers of 8, 16, 24 or 32 bits, or real numbers of 32 or 64.")]
    [DataRow(1, 0, 16, "The sound's format contradicts itself (0 channels of 16 bits in 0 bytes, 16000 Hz); save it again.")]
    [DataRow(1, 65, 16, "The sound's format contradicts itself (65 channels of 16 bits in 130 bytes, 16000 Hz); save it again.")]
    public void A_format_that_is_not_read_is_MRQ1050(int kind, int channels, int bits, string message) => AssertFails(WavBytes.Of(kind, channels, bits, new byte[4]), message);

    [TestMethod]
    public void What_is_no_WAV_or_has_no_samples_is_MRQ1050()
    {
        AssertFails("RIFF    AVI LIST"u8.ToArray(), "The file is no WAV sound, whatever its name.");
        AssertFails(WavBytes.Riff(WavBytes.Chunk("data", [0, 0])), "The sound has its samples in front of their format; save it again.");
        AssertFails(WavBytes.Riff([.. Enumerable.Repeat(WavBytes.Chunk("junk", []), 1001).SelectMany(chunk => chunk)]), "The sound has over 1000 chunks in front of its samples; save it again.");
        AssertFails(WavBytes.Of(3, 1, 32, [0, 0, 192, 127]), "The sound holds a sample that is infinite or not a number; repair it.", onlyWhole: true);
    }

    [TestMethod]
    public void Its_end_missing_anywhere_is_MRQ1050()
    {
        var whole = WavBytes.Of([1, 2, 3]);
        for (var length = 0; length < whole.Length; length++)
        {
            AssertFails(whole[..length], "The sound ends early; fetch it or save it again.");
        }
    }

    /// <summary>A hole in the file takes no place on a disk, and nobody reads it.</summary>
    [TestMethod]
    public void A_sound_that_is_too_long_is_refused_by_its_head()
    {
        var path = _folder.Write("long.wav", WavBytes.Of(1, 1, 8, []));
        using (var file = File.OpenWrite(path))
        {
            file.Position = 40;
            file.Write(WavBytes.Four(WavFile.MostLength + 1));
            file.SetLength(44L + WavFile.MostLength + 1);
        }

        Assert.AreEqual("The sound has 67108865 samples a channel; up to 67108864 are read. Cut it.", Assert.ThrowsExactly<MrqException>(() => WavFile.Read(path)).Message);
    }

    [TestMethod]
    public void A_missing_sound_is_MRQ0105() => Assert.AreEqual(MrqCodes.FileMissing, Assert.ThrowsExactly<MrqException>(() => WavFile.Read(_folder.PathOf("none.wav"))).Code);

    [TestMethod]
    public void Changed_bytes_are_a_sound_or_MRQ1050()
    {
        var (random, whole) = (new Random(7), WavBytes.Of(WavBytes.Sound(40)));
        for (var trial = 0; trial < 1500; trial++)
        {
            var bytes = whole.ToArray();
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                bytes[random.Next(Math.Min(bytes.Length, 60))] = (byte)random.Next(256);
            }

            var path = _folder.Write("changed.wav", bytes);
            try
            {
                Assert.IsLessThanOrEqualTo(bytes.Length, WavFile.Read(path).Samples.Length);
            }
            catch (MrqException error)
            {
                Assert.AreEqual((MrqCodes.BadDataset, path), (error.Code, error.Place.File));
            }
        }
    }

    private Sound Read(byte[] bytes) => WavFile.Read(_folder.Write("sound.wav", bytes));

    private void AssertFails(byte[] bytes, string message, bool onlyWhole = false)
    {
        var path = _folder.Write("sound.wav", bytes);
        var error = Assert.ThrowsExactly<MrqException>(() => WavFile.Read(path));
        Assert.AreEqual((MrqCodes.BadDataset, message, path), (error.Code, error.Message, error.Place.File));
        if (!onlyWhole)
        {
            Assert.AreEqual(message, Assert.ThrowsExactly<MrqException>(() => WavFile.Head(path)).Message);
        }
    }
}
