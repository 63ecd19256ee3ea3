using Mrq.Formats;

namespace Mrq;

/// <summary>A converted model as exports see it: what its file holds, so that one from the cache is exported as one that was just made.</summary>
/// <param name="bytes">The file.</param>
/// <param name="order">The order of axes that its images have; null for that of its container.</param>
/// <param name="shapes">Shapes of inputs whose dimensions it leaves open; null for none.</param>
public sealed class ConvertedModel(byte[] bytes, ImageOrder? order = null, InputShapes? shapes = null)
{
    private ModelDocument? _document;

    /// <summary>The file's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>The file, read when it is first asked for.</summary>
    public ModelDocument Document
    {
        get => _document ??= ModelFile.Formats.Read(bytes, folder: null, shapes);
        init => _document = value;
    }

    /// <summary>The order of axes that its images have.</summary>
    public ImageOrder Order => order ?? Document.Format.ImageOrder;
}
