using Mrq.Core.Diagnostics;

namespace Mrq.Formats.TfLite;

/// <summary>Says what a file that is no TFLite model looks like, because that is what its owner needs to know.</summary>
internal static class FileKind
{
    private const int IdentifierOffset = 4;

    public static void RequireTfLite(ReadOnlySpan<byte> file)
    {
        if (file.Length >= 8 && file.Slice(IdentifierOffset, 4).SequenceEqual("TFL3"u8))
        {
            return;
        }

        throw new MrqException(
            MrqCodes.NotAModel,
            $"this is not a TFLite model but {Describe(file)}; a TFLite FlatBuffer has the identifier TFL3 at byte 4.",
            new MrqPlace(ByteOffset: Math.Min(IdentifierOffset, file.Length)));
    }

    private static string Describe(ReadOnlySpan<byte> file) =>
        file.IsEmpty ? "an empty file"
        : file.StartsWith("PK\x03\x04"u8) ? "a zip archive (SavedModel, Keras v3 or NumPy data)"
        : file.StartsWith(new byte[] { 0x89, (byte)'H', (byte)'D', (byte)'F' }) ? "an HDF5 file (Keras weights)"
        : file.StartsWith(new byte[] { 0x08 }) && file.Length > 4 ? "a Protocol Buffers file, perhaps an ONNX model"
        : LooksLikeText(file) ? "a text file"
        : "a file of an unknown kind";

    private static bool LooksLikeText(ReadOnlySpan<byte> file)
    {
        foreach (var value in file[..Math.Min(file.Length, 512)])
        {
            if (value < 32 && value is not ((byte)'\n' or (byte)'\r' or (byte)'\t'))
            {
                return false;
            }
        }

        return true;
    }
}
