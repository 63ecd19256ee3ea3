using System.Collections.Immutable;
using Mrq.Core.Diagnostics;

namespace Mrq.Formats;

/// <summary>The containers that a program knows.</summary>
/// <param name="formats">Each of them; the first that recognizes a file reads it.</param>
public sealed class ModelFormats(params ImmutableArray<IModelFormat> formats)
{
    /// <summary>Reads a model of any of them.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.NotAModel"/> for a file of none of them, or what its container says.</exception>
    /// <param name="bytes">The file.</param>
    /// <param name="folder">Where it lies, for parts in other files; null where it comes from no folder.</param>
    /// <param name="shapes">Shapes of inputs whose dimensions the file leaves open; null for none.</param>
    public ModelDocument Read(ReadOnlyMemory<byte> bytes, string? folder = null, InputShapes? shapes = null)
    {
        foreach (var format in formats)
        {
            if (format.Recognizes(bytes.Span))
            {
                return format.Read(bytes, folder, shapes ?? InputShapes.None);
            }
        }

        throw new MrqException(MrqCodes.NotAModel, ForeignFile.Describe(bytes.Span, formats.AsSpan()));
    }
}
