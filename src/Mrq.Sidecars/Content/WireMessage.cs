using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Mrq.Sidecars;

/// <summary>The fields of a Protocol Buffers message in the wire's form, in their order; nothing is copied. A message that is cut or has no such form has none.</summary>
/// <param name="Fields">Number, the number that is its content, or the bytes that are.</param>
internal sealed record WireMessage(IReadOnlyList<(int Number, ulong Value, ReadOnlyMemory<byte>? Bytes)> Fields)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Lengthy = 2;
    private const int Fixed32 = 5;

    /// <summary>The message; null for bytes that are none.</summary>
    public static WireMessage? TryParse(ReadOnlyMemory<byte> bytes)
    {
        var (fields, at) = (new List<(int, ulong, ReadOnlyMemory<byte>?)>(), 0);
        while (at < bytes.Length)
        {
            if (TryVarint(bytes.Span, ref at) is not { } key || key >> 3 is 0 or > (1 << 29) - 1)
            {
                return null;
            }

            switch ((int)(key & 7))
            {
                case Varint when TryVarint(bytes.Span, ref at) is { } value:
                    fields.Add(((int)(key >> 3), value, null));
                    break;
                case Fixed64 when bytes.Length - at >= 8:
                    fields.Add(((int)(key >> 3), BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span[at..]), null));
                    at += 8;
                    break;
                case Fixed32 when bytes.Length - at >= 4:
                    fields.Add(((int)(key >> 3), BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]), null));
                    at += 4;
                    break;
                case Lengthy when TryVarint(bytes.Span, ref at) is { } length && length <= (ulong)(bytes.Length - at):
                    fields.Add(((int)(key >> 3), 0, bytes.Slice(at, (int)length)));
                    at += (int)length;
                    break;
                default:
                    return null;
            }
        }

        return new WireMessage(fields);
    }

    /// <summary>Messages of a field; what is none is left out.</summary>
    public IEnumerable<WireMessage> Messages(int number) => Lengths(number).Select(TryParse).OfType<WireMessage>();

    /// <summary>Texts of a field.</summary>
    public IEnumerable<string> Texts(int number) => Lengths(number).Select(bytes => Encoding.UTF8.GetString(bytes.Span));

    /// <summary>The text of a field; empty where it is absent.</summary>
    public string Text(int number) => Texts(number).LastOrDefault() ?? "";

    /// <summary>Numbers of a field, one by one or packed.</summary>
    public IEnumerable<ulong> Numbers(int number) => Fields.Where(field => field.Number == number).SelectMany(field => field.Bytes is { } packed ? Packed(packed) : [field.Value]);

    /// <summary>The last number of a field; null where it is absent.</summary>
    public long? Number(int number) => Numbers(number).Select(value => (long?)(long)value).LastOrDefault();

    /// <summary>float32s of a field, one by one or packed.</summary>
    public IEnumerable<float> Singles(int number) => Fields.Where(field => field.Number == number)
        .SelectMany(field => field.Bytes is { } packed ? MemoryMarshal.Cast<byte, float>(packed.Span[..(packed.Length & ~3)]).ToArray() : [BitConverter.UInt32BitsToSingle((uint)field.Value)]);

    /// <summary>Bytes of a field.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Lengths(int number) => Fields.Where(field => field.Number == number && field.Bytes is not null).Select(field => field.Bytes!.Value);

    private static List<ulong> Packed(ReadOnlyMemory<byte> bytes)
    {
        var (values, at) = (new List<ulong>(), 0);
        while (at < bytes.Length && TryVarint(bytes.Span, ref at) is { } value)
        {
            values.Add(value);
        }

        return values;
    }

    private static ulong? TryVarint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        return null;
    }
}
