using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>An array of numbers as NumPy knows it, in the one layout that the rest of the program sees: little-endian, C order.</summary>
public sealed class NumpyArray
{
    private readonly Lazy<ReadOnlyMemory<byte>> _data;
    private readonly IStoredRows? _stored;
    private readonly SampleRange? _range;

    /// <param name="name">The array's name in an archive, or the name of its file.</param>
    /// <param name="type">One of the types of <see cref="NumpyTypes"/>.</param>
    /// <param name="shape">Dimensions, outermost first.</param>
    /// <param name="data">Little-endian elements in C order.</param>
    public NumpyArray(string name, ElementType type, TensorShape shape, ReadOnlyMemory<byte> data)
    {
        if (!NumpyTypes.IsSupported(type))
        {
            throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type of NumPy arrays that Mrq.Build reads.");
        }

        if (data.Length != type.ByteCount(shape.ElementCount))
        {
            throw new ArgumentException($"{type} {shape} does not take {data.Length} bytes.", nameof(data));
        }

        Name = name;
        Type = type;
        Shape = shape;
        _data = new Lazy<ReadOnlyMemory<byte>>(data);
    }

    /// <summary>An array that stays in its file until all of it is asked for at once.</summary>
    internal NumpyArray(string name, ElementType type, TensorShape shape, IStoredRows stored)
    {
        (Name, Type, Shape) = (name, type, shape);
        _stored = stored;
        _data = new Lazy<ReadOnlyMemory<byte>>(ReadAll);
    }

    private NumpyArray(NumpyArray all, SampleRange range)
    {
        (Name, Type, Shape, _data, _stored) = (all.Name, all.Type, all.Shape, all._data, all._stored);
        _range = range;
    }

    public string Name { get; }

    public ElementType Type { get; }

    public TensorShape Shape { get; }

    /// <summary>Little-endian elements in C order, whatever the file had. Brings an array that stays in its file to memory.</summary>
    public ReadOnlyMemory<byte> Data => _data.Value;

    /// <summary>Number of elements.</summary>
    public int Count => (int)Shape.ElementCount;

    /// <summary>Whether all elements are in memory.</summary>
    internal bool IsHeld => _stored is null || _data.IsValueCreated;

    internal int ElementSize => Type.BitWidth() / 8;

    /// <summary>An array of values in C order; <typeparamref name="T"/> decides the type.</summary>
    public static NumpyArray Create<T>(string name, TensorShape shape, params ReadOnlySpan<T> values)
        where T : unmanaged
    {
        RequireLittleEndianHost();
        return new NumpyArray(name, NumpyTypes.Of<T>(), shape, MemoryMarshal.AsBytes(values).ToArray());
    }

    /// <summary>The elements without a copy; <typeparamref name="T"/> must be the array's own type.</summary>
    /// <exception cref="InvalidOperationException">The array holds another type.</exception>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged
    {
        RequireLittleEndianHost();
        return NumpyTypes.Of<T>() == Type
            ? MemoryMarshal.Cast<byte, T>(Data.Span)
            : throw new InvalidOperationException($"The array '{Name}' holds {Type}, not {typeof(T).Name}.");
    }

    /// <summary>The same array, of whose rows some alone are asked for.</summary>
    internal NumpyArray Within(SampleRange range) => new(this, range);

    /// <summary>The entries of the first dimension in order, each read when its turn comes where the array stays in its file.</summary>
    internal IEnumerable<ArrayRow> Rows()
    {
        var range = _range ?? new SampleRange(0, Shape[0]);
        if (!IsHeld)
        {
            return _stored!.Rows(range);
        }

        var length = Data.Length / Shape[0];
        return Enumerable.Range(range.First, range.Count).Select(row => ArrayRow.Of(row, Data.Slice(row * length, length)));
    }

    private ReadOnlyMemory<byte> ReadAll()
    {
        var data = GC.AllocateUninitializedArray<byte>((int)Type.ByteCount(Shape.ElementCount));
        var rest = data.AsSpan();
        foreach (var row in _stored!.Rows(new SampleRange(0, Shape[0])))
        {
            row.Data.CopyTo(rest);
            rest = rest[row.Data.Length..];
            row.Dispose();
        }

        return data;
    }

    /// <summary>One element as a double: exact but for 64-bit integers beyond 2^53.</summary>
    public double GetDouble(int index) => NumpyTypes.ReadDouble(Type, Data.Span[(index * ElementSize)..]);

    /// <summary>One element of an integer or bool array; values of uint64 beyond int64 become its maximum.</summary>
    /// <exception cref="InvalidOperationException">The array holds floating-point numbers.</exception>
    public long GetInt64(int index) => NumpyTypes.ReadInt64(Type, Data.Span[(index * ElementSize)..]);

    /// <summary>All elements as float32, rounded to nearest even where they need it; 64-bit integers by way of double.</summary>
    public float[] ToSingles()
    {
        var singles = new float[Count];
        var data = Data.Span;
        var size = ElementSize;
        for (var i = 0; i < singles.Length; i++)
        {
            singles[i] = (float)NumpyTypes.ReadDouble(Type, data[(i * size)..]);
        }

        return singles;
    }

    public override string ToString() => $"{Name}: {NumpyTypes.NameOf(Type)} {Shape}";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RequireLittleEndianHost()
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Typed views of little-endian data need a little-endian machine.");
        }
    }
}
