using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// The head of a .npy file (NumPy Enhancement Proposal 1): "\x93NUMPY", two version bytes, the length of the text in two bytes
/// (version 1) or four (2 and 3), and the text of a Python dictionary.
/// </summary>
/// <param name="Type">Type of the elements.</param>
/// <param name="IsBigEndian">Whether the elements' bytes stand highest first.</param>
/// <param name="IsFortranOrder">Whether the first dimension runs fastest.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
internal sealed record NpyHeader(ElementType Type, bool IsBigEndian, bool IsFortranOrder, TensorShape Shape)
{
    /// <summary>Longer text can only be a structured type, which is refused anyway; NumPy itself stops at 10 000.</summary>
    private const int LongestText = 65535;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Everything before the elements, as read.</summary>
    public ReadOnlyMemory<byte> Prefix { get; private init; }

    public int DataLength => (int)Type.ByteCount(Shape.ElementCount);

    /// <summary>Reads the head and holds it against the size of the file, so that what it declares can be allocated.</summary>
    /// <param name="stream">At the start of the file.</param>
    /// <param name="length">Bytes that the file has in all.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadDataset"/> with the byte offset.</exception>
    public static NpyHeader Read(Stream stream, long length)
    {
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start[..10], 10, throwOnEndOfStream: false) < 10 || !start.StartsWith(Magic))
        {
            throw DatasetErrors.CannotRead("This is not a NumPy array: a .npy file starts with '\\x93NUMPY'; write it with numpy.save.", 0);
        }

        if (start[6] is not (1 or 2 or 3) || start[7] != 0)
        {
            throw DatasetErrors.CannotRead(Invariant($"NumPy format version {start[6]}.{start[7]} is not known; write the file as version 1.0, 2.0 or 3.0."), 6);
        }

        var textStart = start[6] == 1 ? 10 : 12;
        if (textStart == 12 && stream.ReadAtLeast(start[10..], 2, throwOnEndOfStream: false) < 2)
        {
            throw DatasetErrors.CannotRead("The file ends inside its header; write it again.", 10);
        }

        var textLength = textStart == 10
            ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (textLength > LongestText || textLength > length - textStart)
        {
            throw DatasetErrors.CannotRead(Invariant($"The header claims {textLength} bytes, more than the file or a header of numbers can have; write the file again."), 8);
        }

        var prefix = new byte[textStart + (int)textLength];
        start[..textStart].CopyTo(prefix);
        if (stream.ReadAtLeast(prefix.AsSpan(textStart), (int)textLength, throwOnEndOfStream: false) < textLength)
        {
            throw DatasetErrors.CannotRead("The file ends inside its header; write it again.", textStart);
        }

        // Latin-1 keeps one character a byte, and all that is accepted below is ASCII: version 3's UTF-8 needs no decoder.
        var header = new NpyHeaderParser(Encoding.Latin1.GetString(prefix, textStart, (int)textLength), textStart).Parse() with { Prefix = prefix };
        var actual = length - prefix.Length;
        return header.DataLength == actual
            ? header
            : throw DatasetErrors.CannotRead(
                Invariant($"The header declares {NumpyTypes.NameOf(header.Type)} {header.Shape}, {header.DataLength} bytes, but {actual} bytes follow it; write the file again."),
                prefix.Length);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
