using System.Buffers.Binary;
using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq.Sidecars;

/// <summary>A table of a FlatBuffer; every access is checked, and fails with the byte.</summary>
/// <param name="Bytes">The whole file.</param>
/// <param name="Position">Where the table is.</param>
internal readonly record struct FlatTable(ReadOnlyMemory<byte> Bytes, int Position)
{
    /// <summary>The root table of a file.</summary>
    public static FlatTable Root(ReadOnlyMemory<byte> bytes) => new(bytes, Follow(bytes, 0));

    /// <summary>The tables of a vector; empty where the field is absent.</summary>
    public IReadOnlyList<FlatTable> Tables(int field)
    {
        var bytes = Bytes;
        return [.. Targets(field).Select(position => new FlatTable(bytes, position))];
    }

    /// <summary>A string; null where the field is absent.</summary>
    public string? Text(int field) => Field(field) is { } place ? TextAt(Follow(Bytes, place)) : null;

    /// <summary>The table of a field; null where it is absent.</summary>
    public FlatTable? Table(int field) => Field(field) is { } place ? new FlatTable(Bytes, Follow(Bytes, place)) : null;

    /// <summary>A number of 32 bits; null where the field is absent.</summary>
    public int? Number(int field) => Field(field) is { } place ? Int32(Bytes, place) : null;

    /// <summary>A number of 64 bits; null where the field is absent.</summary>
    public long? LongNumber(int field) => Field(field) is not { } place ? null : place <= Bytes.Length - 8 ? BinaryPrimitives.ReadInt64LittleEndian(Bytes.Span[place..]) : throw Corrupt(place);

    /// <summary>The elements of a vector, not copied; null where the field is absent.</summary>
    /// <param name="field">The field.</param>
    /// <param name="size">Bytes of an element.</param>
    public ReadOnlyMemory<byte>? Vector(int field, int size)
    {
        if (Field(field) is not { } place)
        {
            return null;
        }

        var start = Follow(Bytes, place);
        var count = Int32(Bytes, start);
        return count >= 0 && count <= (Bytes.Length - start - 4) / size ? Bytes.Slice(start + 4, count * size) : throw Corrupt(start);
    }

    /// <summary>The strings of a vector; empty where the field is absent.</summary>
    public IReadOnlyList<string> Texts(int field) => [.. Targets(field).Select(TextAt)];

    /// <summary>Where the elements of a vector of offsets are; none where the field is absent.</summary>
    private int[] Targets(int field)
    {
        if (Field(field) is not { } place)
        {
            return [];
        }

        var vector = Follow(Bytes, place);
        var count = Int32(Bytes, vector);
        if (count < 0 || count > (Bytes.Length - vector) / 4)
        {
            throw Corrupt(vector);
        }

        var targets = new int[count];
        for (var i = 0; i < count; i++)
        {
            targets[i] = Follow(Bytes, vector + 4 + (4 * i));
        }

        return targets;
    }

    /// <summary>Where a field's value is; null where it is absent.</summary>
    private int? Field(int field)
    {
        var table = Position - (long)Int32(Bytes, Position);
        if (table < 0 || table > Bytes.Length - 4)
        {
            throw Corrupt(Position);
        }

        var size = BinaryPrimitives.ReadUInt16LittleEndian(Bytes.Span[(int)table..]);
        var entry = 4 + (2 * field);
        if (entry + 2 > size)
        {
            return null;
        }

        if (table + entry + 2 > Bytes.Length)
        {
            throw Corrupt((int)table);
        }

        var offset = BinaryPrimitives.ReadUInt16LittleEndian(Bytes.Span[((int)table + entry)..]);
        return offset == 0 ? null : Position + offset;
    }

    private string TextAt(int start)
    {
        var length = Int32(Bytes, start);
        if (length < 0 || length > Bytes.Length - start - 4)
        {
            throw Corrupt(start);
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Bytes.Span.Slice(start + 4, length));
        }
        catch (DecoderFallbackException)
        {
            throw Corrupt(start);
        }
    }

    /// <summary>The target of a forward offset: offsets lead forward alone, so that no chain of them loops.</summary>
    private static int Follow(ReadOnlyMemory<byte> bytes, int place)
    {
        var target = place + (long)(uint)Int32(bytes, place);
        return target > place && target <= bytes.Length - 4 ? (int)target : throw Corrupt(place);
    }

    private static int Int32(ReadOnlyMemory<byte> bytes, int place) => place >= 0 && place <= bytes.Length - 4 ? BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[place..]) : throw Corrupt(place);

    private static MrqException Corrupt(int place) => new(MrqCodes.BadSidecar, "the file was read as a FlatBuffer, and an offset or a length leads out of it.", new MrqPlace(ByteOffset: Math.Max(0, place)));
}
