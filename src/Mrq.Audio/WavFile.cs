using System.Buffers.Binary;
using Mrq.Core.Diagnostics;

namespace Mrq.Audio;

/// <summary>
/// WAV files: integers of 8, 16, 24 and 32 bits and real numbers. A file may be anybody's: its head says how long it is before memory is asked for, and what
/// is not whole is a coded error with the file's name.
/// </summary>
/// <remarks>An integer sample is divided by 2^(bits − 1), as TensorFlow's decode_wav and libsndfile do; of 8 bits 128 is silence. Of several channels the mean is taken, as librosa does.</remarks>
public static class WavFile
{
    /// <summary>Over an hour at 16 kHz. Decoded they are 256 MiB.</summary>
    public const int MostLength = 1 << 26;

    private const int BufferLength = 1 << 16;

    /// <summary>Whether a file is a sound, by its name.</summary>
    public static bool IsNamedSo(string path) => Path.GetExtension(path).Equals(".wav", StringComparison.OrdinalIgnoreCase) || Path.GetExtension(path).Equals(".wave", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the head and fails for what <see cref="Read"/> would refuse by it.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> or <see cref="MrqCodes.BadDataset"/>.</exception>
    public static SoundFormat Head(string path) => Guarded(path, WavHead.Read);

    /// <summary>Decodes a file.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> or <see cref="MrqCodes.BadDataset"/>.</exception>
    public static Sound Read(string path) => Guarded(path, file =>
    {
        var format = WavHead.Read(file);
        var samples = GC.AllocateUninitializedArray<float>(format.Length);
        var buffer = new byte[Math.Max(1, BufferLength / format.BlockLength) * format.BlockLength];
        for (var at = 0; at < samples.Length;)
        {
            var block = buffer.AsSpan(0, (int)Math.Min(buffer.Length, (long)(samples.Length - at) * format.BlockLength));
            file.ReadExactly(block);
            for (; !block.IsEmpty; block = block[format.BlockLength..])
            {
                samples[at++] = Moment(block, format);
            }
        }

        return new Sound(format.Rate, samples);
    });

    private static float Moment(ReadOnlySpan<byte> block, SoundFormat format)
    {
        var sum = 0d;
        for (var channel = 0; channel < format.Channels; channel++)
        {
            sum += Sample(block[(channel * format.Bits / 8)..], format);
        }

        var mean = (float)(sum / format.Channels);
        return float.IsFinite(mean) ? mean : throw Bad("The sound holds a sample that is infinite or not a number; repair it.");
    }

    private static double Sample(ReadOnlySpan<byte> bytes, SoundFormat format) => (format.Bits, format.IsReal) switch
    {
        (32, true) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        (64, true) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        (8, _) => (bytes[0] - 128) / 128d,
        (16, _) => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768d,
        (24, _) => (bytes[0] | (bytes[1] << 8) | ((sbyte)bytes[2] << 16)) / 8388608d,
        _ => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648d,
    };

    private static T Guarded<T>(string path, Func<FileStream, T> read)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return read(file);
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MrqException(MrqCodes.FileMissing, "The sound does not exist; correct the path.", new MrqPlace(path), error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new MrqException(MrqCodes.BadDataset, "The sound cannot be read.", new MrqPlace(path), error);
        }
    }

    internal static MrqException Bad(string message) => new(MrqCodes.BadDataset, message);
}
