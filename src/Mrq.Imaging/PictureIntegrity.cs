using System.Buffers.Binary;
using Mrq.Core.Diagnostics;

namespace Mrq.Imaging;

/// <summary>
/// What decoders let pass: a picture that ends early, whose missing rows would be grey or black, and a JPEG of so many scans that decoding would not come to an end.
/// </summary>
internal static class PictureIntegrity
{
    /// <summary>Progressive pictures have some ten. Each goes over all pixels, however few bytes it takes.</summary>
    private const int MostScans = 100;

    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte Temporary = 0x01;
    private const uint PngEnd = 0x49454E44;

    /// <exception cref="MrqException"><see cref="MrqCodes.BadDataset"/>.</exception>
    public static void Require(Stream file)
    {
        var (first, second) = (file.ReadByte(), file.ReadByte());
        if ((first, second) == (0xFF, 0xD8))
        {
            RequireJpeg(new BufferedStream(file));
        }
        else if ((first, second) == (0x89, 'P'))
        {
            RequirePng(file);
        }
    }

    /// <summary>Goes from marker to marker behind the start of the image.</summary>
    private static void RequireJpeg(Stream file)
    {
        for (var scans = 0; NextMarker(file) is var marker && marker != EndOfImage;)
        {
            scans += marker == StartOfScan ? 1 : 0;
            if (scans > MostScans)
            {
                throw Bad($"The JPEG picture has over {MostScans} scans; save it again.");
            }

            if (HasLength(marker))
            {
                var (high, low) = (file.ReadByte(), file.ReadByte());
                Skip(file, low < 0 ? throw Early() : (high << 8) + low - 2);
            }
        }
    }

    /// <summary>In compressed data a byte of 0xFF is followed by 0, which is no marker.</summary>
    private static byte NextMarker(Stream file)
    {
        var (last, read) = (0, file.ReadByte());
        while (last != 0xFF || read is 0 or 0xFF)
        {
            (last, read) = (read, read < 0 ? throw Early() : file.ReadByte());
        }

        return read < 0 ? throw Early() : (byte)read;
    }

    private static bool HasLength(byte marker) => marker is not (Temporary or >= 0xD0 and <= 0xD9);

    private static void RequirePng(Stream file)
    {
        Span<byte> head = stackalloc byte[8];
        for (file.Position = 8; file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length;)
        {
            // The chunk's data and its checksum.
            Skip(file, BinaryPrimitives.ReadUInt32BigEndian(head) + 4L);
            if (BinaryPrimitives.ReadUInt32BigEndian(head[4..]) == PngEnd)
            {
                return;
            }
        }

        throw Early();
    }

    private static void Skip(Stream file, long bytes)
    {
        if (bytes < 0 || bytes > file.Length - file.Position)
        {
            throw Early();
        }

        file.Position += bytes;
    }

    private static MrqException Early() => Bad("The picture ends early; fetch it or save it again.");

    private static MrqException Bad(string message) => new(MrqCodes.BadDataset, message);
}
