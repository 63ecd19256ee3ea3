namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>
/// A field, or a member of a union, that the schema does not name. Its bytes are kept; when they are an offset, what the
/// offset leads to is kept, too, by carrying the bytes of the file that it was read from (see <see cref="UnknownFields"/>).
/// </summary>
/// <param name="bytes">The inline bytes, up to the next field of the table.</param>
/// <param name="position">Where they stand in the file.</param>
/// <param name="target">Where they lead, when it is known from the start that they are an offset (a union's member).</param>
internal sealed class FlatUnknown(ReadOnlyMemory<byte> bytes, int position, int? target) : FlatValue
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    public int Position { get; } = position;

    /// <summary>Position in the retained file that an offset leads to; null for a scalar.</summary>
    public int? Target { get; private set; } = target;

    /// <summary>Called once, when all known objects are decoded and it is clear which bytes they leave.</summary>
    public void MarkAsOffset(int target) => Target = target;
}
