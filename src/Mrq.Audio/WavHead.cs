using System.Buffers.Binary;
using Mrq.Core.Diagnostics;

namespace Mrq.Audio;

/// <summary>The chunks of a RIFF file in front of its samples (Microsoft's "Multimedia Programming Interface and Data Specifications 1.0" and its WAVE_FORMAT_EXTENSIBLE).</summary>
internal static class WavHead
{
    /// <summary>Files have a few; each costs a read, however little it holds.</summary>
    private const int MostChunks = 1000;

    private const int MostChannels = 64;
    private const int Integers = 1;
    private const int Reals = 3;
    private const int Extensible = 0xFFFE;

    private const string Kinds = "integers of 8, 16, 24 or 32 bits, or real numbers of 32 or 64";

    /// <summary>What the head says; the file then stands at its first sample.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadDataset"/>.</exception>
    public static SoundFormat Read(Stream file)
    {
        Span<byte> head = stackalloc byte[12];
        Fill(file, head);
        if (!head[..4].SequenceEqual("RIFF"u8) || !head[8..].SequenceEqual("WAVE"u8))
        {
            throw WavFile.Bad("The file is no WAV sound, whatever its name.");
        }

        SoundFormat? format = null;
        var chunk = head[..8];
        for (var chunks = 0; chunks < MostChunks; chunks++)
        {
            Fill(file, chunk);
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (length > file.Length - file.Position)
            {
                throw WavFile.Bad("The sound ends early; fetch it or save it again.");
            }

            if (chunk[..4].SequenceEqual("data"u8))
            {
                return WithLength(format ?? throw WavFile.Bad("The sound has its samples in front of their format; save it again."), length);
            }

            // Chunks begin at even places.
            var next = file.Position + length + (length & 1);
            if (chunk[..4].SequenceEqual("fmt "u8))
            {
                format = Format(file, length);
            }

            file.Position = next;
        }

        throw WavFile.Bad($"The sound has over {MostChunks} chunks in front of its samples; save it again.");
    }

    private static SoundFormat Format(Stream file, uint length)
    {
        Span<byte> bytes = stackalloc byte[40];
        bytes = bytes[..(int)Math.Min(length, bytes.Length)];
        if (length < 16)
        {
            throw WavFile.Bad("The sound's format is damaged; save it again.");
        }

        Fill(file, bytes);
        var (kind, channels, rate) = (BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));
        var (block, bits) = (BinaryPrimitives.ReadUInt16LittleEndian(bytes[12..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[14..]));
        // The first two bytes of the subformat's GUID are what the kind would be without it.
        kind = kind == Extensible && bytes.Length == 40 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[24..]) : kind;
        var isReal = kind == Reals;
        if (!(isReal ? bits is 32 or 64 : kind == Integers && bits is 8 or 16 or 24 or 32))
        {
            throw WavFile.Bad($"The sound is of a kind that is not read (format {kind}, {bits} bits); save it as {Kinds}.");
        }

        return channels is > 0 and <= MostChannels && rate is > 0 and <= int.MaxValue && block == channels * bits / 8
            ? new SoundFormat((int)rate, channels, bits, isReal, 0)
            : throw WavFile.Bad($"The sound's format contradicts itself ({channels} channels of {bits} bits in {block} bytes, {rate} Hz); save it again.");
    }

    private static SoundFormat WithLength(SoundFormat format, uint bytes)
    {
        var length = bytes / (uint)format.BlockLength;
        return length <= WavFile.MostLength
            ? format with { Length = (int)length }
            : throw WavFile.Bad($"The sound has {length} samples a channel; up to {WavFile.MostLength} are read. Cut it.");
    }

    private static void Fill(Stream file, Span<byte> bytes)
    {
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw WavFile.Bad("The sound ends early; fetch it or save it again.");
        }
    }
}
