using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Tests.Images;

/// <summary>PNG files as their specification has them, by no library.</summary>
internal static class PngBytes
{
    private const byte Grey = 0;
    private const byte Rgb = 2;
    private const byte Rgba = 6;

    /// <summary>A picture of 8 bits, or of 16 where each level is two bytes, big-endian.</summary>
    public static byte[] Of(int width, int height, int channels, ReadOnlySpan<byte> levels, int bits = 8)
    {
        var rows = new MemoryStream();
        var length = width * channels * bits / 8;
        for (var y = 0; y < height; y++)
        {
            // Each row begins with the number of its filter: none.
            rows.WriteByte(0);
            rows.Write(levels.Slice(y * length, length));
        }

        return Of(width, height, channels switch { 1 => Grey, 3 => Rgb, _ => Rgba }, (byte)bits, rows.ToArray());
    }

    /// <summary>A head that says a size, whatever the data are.</summary>
    public static byte[] Of(int width, int height, byte colorType, byte bits, byte[] rows)
    {
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), height);
        (head[8], head[9]) = (bits, colorType);
        var data = new MemoryStream();
        using (var deflate = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(rows);
        }

        return [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, .. Chunk("IHDR", head), .. Chunk("IDAT", data.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string name, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        var (length, checksum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.Append(0, body));
        return [.. length, .. body, .. checksum];
    }
}
