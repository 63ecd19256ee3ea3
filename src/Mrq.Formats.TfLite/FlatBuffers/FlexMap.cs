using System.Buffers.Binary;
using System.Text;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>
/// The numbers of a FlexBuffers map, as custom operators keep their options. Every offset and length is checked; what is no number is not kept.
/// Layout: <c>https://flatbuffers.dev/internals/#flexbuffers</c>. No maintained library reads it for .NET.
/// </summary>
internal sealed class FlexMap
{
    /// <summary>So that a file cannot ask for much by little: options have about ten entries with short names.</summary>
    private const int MostEntries = 256;
    private const int LongestKey = 64;

    private readonly Dictionary<string, FlexNumber> _numbers = new(StringComparer.Ordinal);

    private FlexMap()
    {
    }

    public static FlexMap Empty { get; } = new();

    /// <summary>The map; null where the bytes are none.</summary>
    public static FlexMap? Read(ReadOnlySpan<byte> bytes)
    {
        // Behind the root stand its type and its width.
        if (bytes.Length < 3 || bytes[^1] is not (1 or 2 or 4 or 8) || (FlexType)(bytes[^2] >> 2) != FlexType.Map)
        {
            return null;
        }

        var (root, width) = (bytes.Length - 2 - bytes[^1], 1 << (bytes[^2] & 3));
        return Follow(bytes, root, bytes[^1]) is { } values && Follow(bytes, values - (3 * width), width) is { } keys
            && Number(bytes, values - (2 * width), width) is { } keyWidth && keyWidth is 1 or 2 or 4 or 8
            && Number(bytes, values - width, width) is <= MostEntries and var count && Number(bytes, keys - (int)keyWidth, (int)keyWidth) == count
            ? Read(bytes, new Entries(keys, (int)keyWidth, values, width, (int)count))
            : null;
    }

    public bool Has(string name) => _numbers.ContainsKey(name);

    public FlexMap With(string name, FlexNumber number)
    {
        var map = new FlexMap();
        foreach (var (key, value) in _numbers)
        {
            map._numbers.Add(key, value);
        }

        map._numbers[name] = number;
        return map;
    }

    /// <summary>An entry as an integer; 0 where there is none. A real number is cut off.</summary>
    public int Int32(string name) => _numbers.GetValueOrDefault(name) is var number && number.Type == FlexType.Float ? (int)number.Real : unchecked((int)number.Integer);

    public bool Bool(string name) => Int32(name) != 0;

    public float Single(string name) => _numbers.GetValueOrDefault(name) is var number && number.Type == FlexType.Float ? (float)number.Real : number.Integer;

    /// <summary>The map as bytes: keys in their order, then their places, then the values, all of four bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new List<byte>();
        var names = _numbers.Keys.Order(StringComparer.Ordinal).ToArray();
        var places = new int[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            places[i] = bytes.Count;
            bytes.AddRange([.. Encoding.UTF8.GetBytes(names[i]), 0]);
        }

        bytes.AddRange(new byte[-bytes.Count & 3]);
        Add(names.Length);
        var keys = bytes.Count;
        foreach (var place in places)
        {
            Add(bytes.Count - place);
        }

        Add(bytes.Count - keys);
        Add(sizeof(int));
        Add(names.Length);
        var values = bytes.Count;
        foreach (var name in names)
        {
            Add(_numbers[name] is { Type: FlexType.Float, Real: var real } ? BitConverter.SingleToInt32Bits((float)real) : (int)_numbers[name].Integer);
        }

        bytes.AddRange(names.Select(name => Packed(_numbers[name].Type)));
        bytes.AddRange(new byte[-bytes.Count & 3]);
        Add(bytes.Count - values);
        bytes.AddRange([Packed(FlexType.Map), sizeof(int)]);
        return [.. bytes];

        void Add(int value)
        {
            Span<byte> four = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(four, value);
            bytes.AddRange(four);
        }

        static byte Packed(FlexType type) => (byte)(((int)type << 2) | 2);
    }

    private static FlexMap? Read(ReadOnlySpan<byte> bytes, Entries entries)
    {
        var map = new FlexMap();
        for (var i = 0; i < entries.Count; i++)
        {
            var (place, type) = (entries.Values + (i * entries.Width), entries.Values + (entries.Count * entries.Width) + i);
            if (type >= bytes.Length || Follow(bytes, entries.Keys + (i * entries.KeyWidth), entries.KeyWidth) is not { } key)
            {
                return null;
            }

            var name = bytes[key..Math.Min(bytes.Length, key + LongestKey)];
            if (name.IndexOf((byte)0) is >= 0 and var length && FlexNumber.Read(bytes, place, entries.Width, bytes[type]) is { } number)
            {
                map._numbers.TryAdd(Encoding.UTF8.GetString(name[..length]), number);
            }
        }

        return map;
    }

    /// <summary>Where the offset at a place leads: always back.</summary>
    internal static int? Follow(ReadOnlySpan<byte> bytes, int place, int width) => Number(bytes, place, width) is > 0 and var offset && offset <= (ulong)place ? place - (int)offset : null;

    internal static ulong? Number(ReadOnlySpan<byte> bytes, int place, int width) => place < 0 || place > bytes.Length - width ? null : width switch
    {
        1 => bytes[place],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[place..]),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes[place..]),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes[place..]),
    };

    /// <summary>Where keys and values of a map stand, and of how many bytes each is.</summary>
    private readonly record struct Entries(int Keys, int KeyWidth, int Values, int Width, int Count);
}
