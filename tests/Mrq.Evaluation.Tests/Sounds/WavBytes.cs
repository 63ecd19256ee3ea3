using System.Buffers.Binary;

namespace Mrq.Evaluation.Tests.Sounds;

/// <summary>WAV files written byte by byte.</summary>
internal static class WavBytes
{
    /// <summary>A file of one chunk of format and one of samples.</summary>
    public static byte[] Of(int kind, int channels, int bits, byte[] samples, int rate = 16000) =>
        Riff([.. Chunk("fmt ", [.. Two(kind), .. Two(channels), .. Four((uint)rate), .. Four((uint)(rate * channels * bits / 8)), .. Two(channels * bits / 8), .. Two(bits)]), .. Chunk("data", samples)]);

    /// <summary>One channel of 16 bits.</summary>
    public static byte[] Of(ReadOnlySpan<short> samples, int rate = 16000)
    {
        var bytes = new byte[samples.Length * 2];
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(i * 2), samples[i]);
        }

        return Of(1, 1, 16, bytes, rate);
    }

    /// <summary>A sum of three tones and noise that is always the same.</summary>
    public static short[] Sound(int length, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(i => (short)((6000 * Math.Sin(i * 0.13 * seed)) + (3000 * Math.Sin(i * 0.71)) + (1500 * Math.Sin(i * 0.011)) + random.Next(-800, 800)))];
    }

    public static byte[] Riff(byte[] chunks) => [.. "RIFF"u8, .. Four((uint)chunks.Length + 4), .. "WAVE"u8, .. chunks];

    public static byte[] Chunk(string name, byte[] content) => [.. System.Text.Encoding.ASCII.GetBytes(name), .. Four((uint)content.Length), .. content, .. new byte[content.Length % 2]];

    public static byte[] Two(int value) => [(byte)value, (byte)(value >> 8)];

    public static byte[] Four(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
