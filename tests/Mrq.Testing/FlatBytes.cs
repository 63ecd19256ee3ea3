using System.Buffers.Binary;

namespace Mrq.Testing;

/// <summary>The bytes of a FlatBuffer, with what its format asks of places: source, <c>flatbuffers.dev/internals</c> and <c>verifier.h</c>.</summary>
internal sealed class FlatBytes(byte[] file)
{
    /// <summary>A place of so many bytes that is aligned, within the file.</summary>
    public void Require(int at, long size, int alignment)
    {
        Assert.IsTrue(at >= 0 && at + size <= file.Length, $"{size} bytes at {at} are beyond the file of {file.Length}.");
        Assert.AreEqual(0, at % alignment, $"{at} is no multiple of {alignment}.");
    }

    public byte Byte(int at)
    {
        Require(at, 1, 1);
        return file[at];
    }

    /// <summary>Where an offset leads: forward.</summary>
    public int Offset(int at)
    {
        Require(at, sizeof(uint), sizeof(uint));
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));
        Assert.IsTrue(offset > 0 && at + offset < file.Length, $"the offset at {at} leads nowhere.");
        return (int)(at + offset);
    }

    /// <summary>A table with its list of offsets.</summary>
    public void RequireTable(int position)
    {
        Require(position, sizeof(int), sizeof(int));
        var list = ListOf(position);
        Require(list, 2 * sizeof(ushort), sizeof(ushort));
        var (size, length) = (Short(list), Short(list + sizeof(ushort)));
        Assert.IsTrue(size >= 4 && size % 2 == 0, $"the list of offsets at {list} has {size} bytes.");
        Require(list, size, sizeof(ushort));
        Require(position, length, sizeof(int));
    }

    /// <summary>Where a table has a field; null where it has none.</summary>
    public int? Field(int position, int number)
    {
        var list = ListOf(position);
        var at = 4 + (2 * number);
        return at + 2 <= Short(list) && Short(list + at) is > 0 and var offset ? position + offset : null;
    }

    /// <summary>The first element of a vector, and how many there are.</summary>
    public (int First, int Count) Vector(int position, int size)
    {
        Require(position, sizeof(uint), sizeof(uint));
        var count = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(position));
        Require(position + sizeof(uint), count * (long)size, count > 0 ? size : 1);
        return (position + sizeof(uint), (int)count);
    }

    /// <summary>Text with a zero behind it.</summary>
    public void RequireString(int position)
    {
        var (first, count) = Vector(position, 1);
        Assert.AreEqual(0, Byte(first + count), $"the text at {position} has no zero behind it.");
    }

    private int ListOf(int position) => position - BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(position));

    private int Short(int at)
    {
        Require(at, sizeof(ushort), sizeof(ushort));
        return BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));
    }
}
