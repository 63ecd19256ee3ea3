using Mrq.Core.Diagnostics;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;

namespace Mrq.Imaging;

/// <summary>
/// Files of JPEG, PNG and BMP, decoded by ImageSharp. A file may be anybody's: its head says how many pixels there will be before memory is asked for them,
/// what is not whole is refused, and whatever a decoder throws is a coded error with the file's name.
/// </summary>
/// <remarks>
/// Pixels are as the file stores them: an EXIF orientation is not applied, since neither TensorFlow's decoders nor Pillow apply one and models were trained so;
/// alpha is dropped where three channels or one are wanted, as both do; 16 bits become the nearest of 8.
/// </remarks>
public static class PictureFile
{
    /// <summary>8192 x 8192. Decoded they are 256 MiB.</summary>
    public const long MostPixels = 1 << 26;

    /// <summary>The code that decodes: another version may give other pixels.</summary>
    public static string Decoder { get; } = $"{typeof(Image).Assembly.GetName().Name} {typeof(Image).Module.ModuleVersionId}";

    private static readonly string[] Extensions = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".dib"];

    /// <summary>Whether a file is a picture, by its name.</summary>
    public static bool IsNamedSo(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the head and fails for what <see cref="Read"/> would refuse by it.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> or <see cref="MrqCodes.BadDataset"/>.</exception>
    public static (int Width, int Height) Size(string path) => Guarded(path, file => Size(file, Decoders()));

    /// <summary>Decodes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="channels">1 for grey, by the weights of ITU-R 601 where the file has colours; 3 without alpha; 4 with it.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> or <see cref="MrqCodes.BadDataset"/>.</exception>
    public static Picture Read(string path, int channels) => Guarded(path, file =>
    {
        var decoders = Decoders();
        PictureIntegrity.Require(file);
        file.Position = 0;
        Size(file, decoders);
        file.Position = 0;
        using var image = Image.Load<Rgba32>(decoders, file);
        var levels = GC.AllocateUninitializedArray<byte>(image.Width * image.Height * channels);
        image.ProcessPixelRows(rows =>
        {
            for (var y = 0; y < rows.Height; y++)
            {
                Copy(rows.GetRowSpan(y), levels.AsSpan(y * rows.Width * channels), channels);
            }
        });
        return new Picture(image.Width, image.Height, channels, levels);
    });

    private static (int Width, int Height) Size(Stream file, Configuration decoders)
    {
        var info = Image.Identify(decoders, file) ?? throw Bad("The file is no JPEG, PNG or BMP picture, whatever its name.");
        return (long)info.Width * info.Height is > 0 and <= MostPixels
            ? (info.Width, info.Height)
            : throw Bad(FormattableString.Invariant($"The picture has {info.Width} x {info.Height} pixels; up to {MostPixels} are read. Make it smaller."));
    }

    private static void Copy(ReadOnlySpan<Rgba32> row, Span<byte> levels, int channels)
    {
        for (var x = 0; x < row.Length; x++)
        {
            var (pixel, at) = (row[x], x * channels);
            if (channels == 1)
            {
                // Pillow's and libjpeg's 16-bit weights of 0.299, 0.587 and 0.114, which add up to 65536: grey stays what it is.
                levels[at] = (byte)(((pixel.R * 19595) + (pixel.G * 38470) + (pixel.B * 7471) + 32768) >> 16);
                continue;
            }

            (levels[at], levels[at + 1], levels[at + 2]) = (pixel.R, pixel.G, pixel.B);
            if (channels == 4)
            {
                levels[at + 3] = pixel.A;
            }
        }
    }

    /// <summary>The three decoders and nothing else. Metadata is not read: it may be compressed without bound. Memory is the collector's, not a pool that outlives the task.</summary>
    private static Configuration Decoders()
    {
        var decoders = new Configuration(new JpegConfigurationModule(), new PngConfigurationModule(), new BmpConfigurationModule()) { MemoryAllocator = new SimpleGcMemoryAllocator(), MaxDegreeOfParallelism = 1 };
        decoders.ImageFormatsManager.SetDecoder(JpegFormat.Instance, new JpegDecoder { IgnoreMetadata = true });
        decoders.ImageFormatsManager.SetDecoder(PngFormat.Instance, new PngDecoder { IgnoreMetadata = true });
        return decoders;
    }

    internal static T Guarded<T>(string path, Func<FileStream, T> read)
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
            throw new MrqException(MrqCodes.FileMissing, "The picture does not exist; correct the path.", new MrqPlace(path), error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MrqException(MrqCodes.BadDataset, "The picture cannot be read.", new MrqPlace(path), error);
        }
#pragma warning disable CA1031 // What decoders throw at damaged files is any exception there is, and all of them mean the same.
        catch (Exception error)
#pragma warning restore CA1031
        {
            throw new MrqException(MrqCodes.BadDataset, "The picture is damaged or of a kind that is not read; save it again as PNG or JPEG.", new MrqPlace(path), error);
        }
    }

    private static MrqException Bad(string message) => new(MrqCodes.BadDataset, message);
}
