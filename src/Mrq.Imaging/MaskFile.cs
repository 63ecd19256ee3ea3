using System.Buffers.Binary;
using System.IO.Compression;
using Mrq.Core.Diagnostics;

namespace Mrq.Imaging;

/// <summary>
/// Masks of classes in PNG files, whose indices of the palette or levels of grey count and not their colours, which is all that decoders of pictures give. Source: the PNG specification (third edition): grey and palettes of 1 to 8
/// bits without interlacing.
/// </summary>
public static class MaskFile
{
    private const long LongestFile = 256 << 20;
    private const int Signature = 8;
    private const uint Head = 0x49484452;
    private const uint Data = 0x49444154;
    private const byte Grey = 0;
    private const byte Palette = 3;

    /// <summary>Reads a mask of one byte for each pixel.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> or <see cref="MrqCodes.BadDataset"/>.</exception>
    public static Picture Read(string path) => PictureFile.Guarded(path, file =>
    {
        PictureIntegrity.Require(file);
        file.Position = 0;
        var bytes = file.Length <= LongestFile ? new byte[file.Length] : throw Bad("The mask is longer than 256 MiB.");
        file.ReadExactly(bytes);
        if (bytes.Length < Signature + 25 || bytes[0] != 0x89 || BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(12)) != Head)
        {
            throw Bad("The mask is no PNG file; a JPEG's levels are no classes.");
        }

        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(20)));
        var (bits, color, interlacing) = (bytes[24], bytes[25], bytes[28]);
        if (color is not (Grey or Palette) || bits is not (1 or 2 or 4 or 8) || interlacing != 0)
        {
            throw Bad("The mask has colours, 16 bits or interlaced rows; save it with a palette or in grey of up to 8 bits, a class for each pixel.");
        }

        return width is 0 or > (uint)PictureFile.MostPixels || height == 0 || (ulong)width * height > (ulong)PictureFile.MostPixels
            ? throw Bad(FormattableString.Invariant($"The mask has {width} x {height} pixels; up to {PictureFile.MostPixels} are read. Make it smaller."))
            : new Picture((int)width, (int)height, 1, Levels(bytes, (int)width, (int)height, bits));
    });

    private static byte[] Levels(byte[] bytes, int width, int height, int bits)
    {
        using var rows = new ZLibStream(new MemoryStream(Compressed(bytes)), CompressionMode.Decompress);
        var length = (int)(((long)width * bits) + 7) / 8;
        var (row, before) = (new byte[length], new byte[length]);
        var levels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            var filter = rows.ReadByte();
            rows.ReadExactly(row);
            Restore(filter, row, before);
            for (var x = 0; x < width; x++)
            {
                var at = x * bits;
                levels[(y * width) + x] = (byte)((row[at / 8] >> (8 - bits - (at % 8))) & ((1 << bits) - 1));
            }

            (row, before) = (before, row);
        }

        return levels;
    }

    /// <summary>The data of all chunks of pixels.</summary>
    private static byte[] Compressed(byte[] bytes)
    {
        var data = new MemoryStream();
        for (var at = Signature; at + 12 <= bytes.Length;)
        {
            var length = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)), (uint)(bytes.Length - at - 12));
            if (BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at + 4)) == Data)
            {
                data.Write(bytes, at + 8, length);
            }

            at += length + 12;
        }

        return data.ToArray();
    }

    /// <summary>Adds what a row was predicted to be from its left neighbours and the row above; pixels are of one byte or less.</summary>
    private static void Restore(int filter, Span<byte> row, ReadOnlySpan<byte> above)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var (left, up, corner) = (i > 0 ? row[i - 1] : 0, above[i], i > 0 ? above[i - 1] : 0);
            row[i] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => throw Bad("The mask has rows of a filter that PNG does not know; save it again."),
            });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static MrqException Bad(string message) => new(MrqCodes.BadDataset, message);
}
