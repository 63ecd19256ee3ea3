using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Mrq.Sidecars;

/// <summary>
/// Writes a FlatBuffer from its end to its start, so that every offset leads forward. A place is told by its distance from the end; the end is aligned
/// to 16 bytes. Fields of a table follow one another in the order of their numbers.
/// </summary>
internal sealed class FlatWriter
{
    private const int Alignment = 16;
    private byte[] _bytes = new byte[1024];
    private int _used;

    /// <summary>A field of a table.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="Value">Its bytes, whose length is its alignment as well; empty where it is an offset.</param>
    /// <param name="Target">The place that it leads to.</param>
    public readonly record struct Field(int Number, ReadOnlyMemory<byte> Value, int Target = 0);

    public static Field Of(int number, int value) => new(number, BitConverter.GetBytes(value));

    public static Field Of(int number, long value) => new(number, BitConverter.GetBytes(value));

    public static Field Of(int number, float value) => new(number, BitConverter.GetBytes(value));

    public static Field Of(int number, byte value) => new(number, new[] { value });

    public static Field To(int number, int target) => new(number, default, target);

    public int Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Align(4, length + 1 + 4);
        var place = Reserve(4 + length + 1);
        BinaryPrimitives.WriteInt32LittleEndian(place, length);
        Encoding.UTF8.GetBytes(text, place[4..]);
        return _used;
    }

    /// <summary>A vector of elements of a size, at which they are aligned.</summary>
    public int Vector(ReadOnlySpan<byte> elements, int size)
    {
        Align(Math.Max(size, 4), elements.Length);
        elements.CopyTo(Reserve(elements.Length));
        BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), elements.Length / size);
        return _used;
    }

    public int Longs(ReadOnlySpan<long> values) => Vector(MemoryMarshal.AsBytes(values), sizeof(long));

    /// <summary>A vector of offsets.</summary>
    public int Offsets(IReadOnlyList<int> targets)
    {
        Align(4, 4L * targets.Count);
        for (var i = targets.Count - 1; i >= 0; i--)
        {
            BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), _used - targets[i]);
        }

        BinaryPrimitives.WriteInt32LittleEndian(Reserve(4), targets.Count);
        return _used;
    }

    public int Table(params ReadOnlySpan<Field> fields)
    {
        // The largest first: nothing is between them then.
        var sorted = fields.ToArray().OrderByDescending(field => Math.Max(field.Value.Length, field.Target > 0 ? 4 : 1)).ThenBy(field => field.Number).ToList();
        var (size, places) = (4, new Dictionary<int, int>());
        foreach (var field in sorted)
        {
            var length = field.Target > 0 ? 4 : field.Value.Length;
            size = (size + length - 1) / length * length;
            places[field.Number] = size;
            size += length;
        }

        var layout = new byte[4 + (2 * (places.Count == 0 ? 0 : places.Keys.Max() + 1))];
        BinaryPrimitives.WriteUInt16LittleEndian(layout, (ushort)layout.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(layout.AsSpan(2), (ushort)size);
        foreach (var (number, place) in places)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(layout.AsSpan(4 + (2 * number)), (ushort)place);
        }

        Align(8, size);
        var table = Reserve(size);
        var start = _used;
        foreach (var field in sorted)
        {
            if (field.Target > 0)
            {
                BinaryPrimitives.WriteInt32LittleEndian(table[places[field.Number]..], start - places[field.Number] - field.Target);
            }
            else
            {
                field.Value.Span.CopyTo(table[places[field.Number]..]);
            }
        }

        BinaryPrimitives.WriteInt32LittleEndian(table, layout.Length);
        Align(2, layout.Length);
        layout.CopyTo(Reserve(layout.Length));
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_bytes.Length - start), _used - start);
        return start;
    }

    /// <summary>The whole buffer, whose root is a table.</summary>
    public byte[] ToArray(int root)
    {
        Align(Alignment, 4);
        var place = Reserve(4);
        BinaryPrimitives.WriteInt32LittleEndian(place, _used - root);
        return _bytes.AsSpan(_bytes.Length - _used).ToArray();
    }

    private void Align(int alignment, long length)
    {
        var misfit = (int)((_used + length) % alignment);
        if (misfit > 0)
        {
            Reserve(alignment - misfit).Clear();
        }
    }

    private Span<byte> Reserve(int length)
    {
        if (_used + length > _bytes.Length)
        {
            var larger = new byte[Math.Max(_used + length, checked(2 * _bytes.Length))];
            _bytes.AsSpan(_bytes.Length - _used).CopyTo(larger.AsSpan(larger.Length - _used));
            _bytes = larger;
        }

        _used += length;
        var reserved = _bytes.AsSpan(_bytes.Length - _used, length);
        reserved.Clear();
        return reserved;
    }
}
