namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>Where a table and its vtable stand; both lie inside the file.</summary>
/// <param name="Position">Of the table.</param>
/// <param name="InlineSize">Bytes of the table itself.</param>
/// <param name="VTable">Position of its vtable.</param>
/// <param name="VTableSize">Bytes of the vtable.</param>
internal readonly record struct TableLayout(int Position, int InlineSize, long VTable, int VTableSize)
{
    private const int VTableHeader = 4;

    public int EntryCount => (VTableSize - VTableHeader) / sizeof(ushort);

    public static TableLayout Read(FlatBytes bytes, int position, string what)
    {
        var vtable = position - (long)bytes.Int32(position, what);
        var vtableSize = bytes.UInt16(vtable, $"the vtable of {what}");
        var inlineSize = bytes.UInt16(vtable + 2, $"the vtable of {what}");
        if (vtableSize < VTableHeader || vtableSize % 2 != 0 || inlineSize < sizeof(int))
        {
            throw TfLiteErrors.Corrupt(vtable, $"The vtable of {what} has impossible sizes ({vtableSize} and {inlineSize}).");
        }

        bytes.Slice(vtable, vtableSize, $"the vtable of {what}");
        bytes.Slice(position, inlineSize, what);
        return new TableLayout(position, inlineSize, vtable, vtableSize);
    }

    /// <summary>Offset of a field in the table; 0 when it is absent.</summary>
    public int OffsetOf(FlatBytes bytes, int number)
    {
        var entry = VTable + VTableHeader + (sizeof(ushort) * number);
        var offset = bytes.UInt16(entry, "a vtable");
        if (offset != 0 && (offset < sizeof(int) || offset >= InlineSize))
        {
            throw TfLiteErrors.Corrupt(entry, $"Field {number} lies outside of its table.");
        }

        return offset;
    }

    public void Require(int offset, int size, string what)
    {
        if (offset + size > InlineSize)
        {
            throw TfLiteErrors.Corrupt(Position + offset, $"{what} does not fit into its table.");
        }
    }

    /// <summary>From one field to the next one, or to the table's end.</summary>
    public ReadOnlyMemory<byte> InlineBytes(FlatBytes bytes, int offset)
    {
        var end = InlineSize;
        for (var number = 0; number < EntryCount; number++)
        {
            var other = OffsetOf(bytes, number);
            if (other > offset && other < end)
            {
                end = other;
            }
        }

        return bytes.Slice(Position + offset, end - offset, "an unknown field");
    }
}
