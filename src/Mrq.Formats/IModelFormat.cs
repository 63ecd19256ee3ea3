using Mrq.Core.Diagnostics;
using Mrq.Core.Numerics;

namespace Mrq.Formats;

/// <summary>A container of models.</summary>
public interface IModelFormat
{
    /// <summary>Its name as people say it: "TFLite".</summary>
    string Name { get; }

    /// <summary>By what its files are known, after "The file does not have": "the identifier TFL3 of a TFLite model at byte 4".</summary>
    string Signature { get; }

    /// <summary>The arithmetic that a model of this container means: what its own runtime computes, without that runtime's faults.</summary>
    Arithmetic NativeArithmetic { get; }

    /// <summary>What the container's own runtime computes, its faults included: how a model is run when nobody says otherwise.</summary>
    Arithmetic RuntimeArithmetic => NativeArithmetic;

    /// <summary>The order of axes that images have in its files.</summary>
    ImageOrder ImageOrder { get; }

    /// <summary>Whether a file is of this container, by its first bytes.</summary>
    bool Recognizes(ReadOnlySpan<byte> bytes);

    /// <summary>Reads a file. The bytes must stay as they are, since constants may be slices of them.</summary>
    /// <exception cref="MrqException">The bytes are damaged or of another version, or the graph contradicts itself.</exception>
    ModelDocument Read(ReadOnlyMemory<byte> bytes);

    /// <summary>The same for a file that can have parts in other files beside it.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="folder">Where it lies; null where it comes from no folder.</param>
    ModelDocument Read(ReadOnlyMemory<byte> bytes, string? folder) => Read(bytes);

    /// <summary>The same for a file that leaves dimensions of its inputs open.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="folder">Where it lies; null where it comes from no folder.</param>
    /// <param name="shapes">What is said of them.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.UnknownDimension"/> for a shape that an input cannot have.</exception>
    ModelDocument Read(ReadOnlyMemory<byte> bytes, string? folder, InputShapes shapes)
    {
        var document = Read(bytes, folder);
        shapes.RequireAsTheyAre(document.Graph, Name);
        return document;
    }
}
