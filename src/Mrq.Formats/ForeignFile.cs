namespace Mrq.Formats;

/// <summary>Says what a file looks like that no format recognizes.</summary>
public static class ForeignFile
{
    private const int TextSample = 256;

    /// <param name="bytes">The file.</param>
    /// <param name="formats">Those that could not read it.</param>
    public static string Describe(ReadOnlySpan<byte> bytes, params ReadOnlySpan<IModelFormat> formats)
    {
        if (bytes.IsEmpty)
        {
            return "The file is empty.";
        }

        var kind = bytes switch
        {
            _ when bytes.StartsWith("version https://git-lfs"u8) => "a Git LFS pointer: fetch the file with 'git lfs pull'",
            _ when bytes.StartsWith("PK\u0003\u0004"u8) => "a zip archive: unpack the model from it",
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F']) => "an HDF5 file, as Keras writes it: convert it to TFLite",
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) => "a gzip file: unpack the model from it",
            _ when bytes.StartsWith("GGUF"u8) => "a GGUF file",
            _ when bytes[1..].StartsWith("NUMPY"u8) => "a NumPy array",
            _ when LooksLikeOnnx(bytes) => "an ONNX model",
            _ when LooksLikeText(bytes) => "a text file",
            _ when bytes.Length < 8 => "a fragment of fewer than 8 bytes",
            _ when bytes.Slice(4, 3).SequenceEqual("TFL"u8) => "a TFLite model of another schema generation",
            _ => null,
        };
        return kind is null
            ? $"The file does not have {Joined(formats, static format => format.Signature)}."
            : $"The file is not a {Joined(formats, static format => format.Name)} model; it looks like {kind}.";
    }

    private static string Joined(ReadOnlySpan<IModelFormat> formats, Func<IModelFormat, string> what) => string.Join(" or ", formats.ToArray().Select(what));

    /// <summary>ONNX is a protobuf whose first field is ir_version (a small number) and whose next one is producer, opset or graph.</summary>
    private static bool LooksLikeOnnx(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 3 && bytes[0] == 0x08 && bytes[1] is > 0 and < 32 && (bytes[2] is 0x12 or 0x1A or 0x22 or 0x3A or 0x42);

    private static bool LooksLikeText(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes[..Math.Min(bytes.Length, TextSample)])
        {
            if (value is < 0x20 and not ((byte)'\n' or (byte)'\r' or (byte)'\t') or 0x7F)
            {
                return false;
            }
        }

        return true;
    }
}
