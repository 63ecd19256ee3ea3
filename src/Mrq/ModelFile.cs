using Mrq.Core.Diagnostics;
using Mrq.Formats;
using Mrq.Formats.Onnx;
using Mrq.Formats.TfLite;

namespace Mrq;

/// <summary>Reads a model file; every error names it.</summary>
public static class ModelFile
{
    /// <summary>The containers that are read.</summary>
    internal static readonly ModelFormats Formats = new(TfLiteFormat.Instance, OnnxFormat.Instance);

    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> or a reader's code, with the file as its place.</exception>
    /// <param name="path">The file.</param>
    /// <param name="shapes">Shapes of inputs whose dimensions the file leaves open; null for none.</param>
    public static ModelDocument Read(string path, InputShapes? shapes = null)
    {
        try
        {
            return Formats.Read(ReadBytes(path), Path.GetDirectoryName(Path.GetFullPath(path)), shapes);
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
    }

    /// <summary>The same of a file's bytes, of a resource of a program for example.</summary>
    /// <param name="bytes">All of the file; an ONNX model whose values lie in other files needs <see cref="Read"/>.</param>
    /// <param name="shapes">Shapes of inputs whose dimensions the file leaves open; null for none.</param>
    /// <exception cref="MrqException">A reader's code.</exception>
    public static ModelDocument Parse(ReadOnlyMemory<byte> bytes, InputShapes? shapes = null) => Formats.Read(bytes, null, shapes);

    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/> or <see cref="MrqCodes.ModelTooLarge"/>.</exception>
    public static byte[] ReadBytes(string path)
    {
        if (!File.Exists(path))
        {
            throw new MrqException(MrqCodes.FileMissing, "the file does not exist; correct the path.", new MrqPlace(path));
        }

        try
        {
            return new FileInfo(path).Length > Array.MaxLength
                ? throw new MrqException(MrqCodes.ModelTooLarge, "the file is larger than 2 GiB.", new MrqPlace(path))
                : File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new MrqException(MrqCodes.FileMissing, "the file cannot be opened.", new MrqPlace(path), error);
        }
    }
}
