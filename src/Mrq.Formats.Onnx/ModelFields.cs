namespace Mrq.Formats.Onnx;

/// <summary>The outermost fields of a file. Protocol Buffers have no identifier: a file is a model if its first fields are a model's.</summary>
internal static class ModelFields
{
    private const int FieldsLookedAt = 8;

    /// <summary>Wire types by field number: ir_version, producer_name and so on to configuration; the graph has 7.</summary>
    private static ReadOnlySpan<sbyte> WireTypes => [-1, 0, 2, 2, 2, 0, 2, 2, 2, -1, -1, -1, -1, -1, 2, -1, -1, -1, -1, -1, 2, -1, -1, -1, -1, 2, 2];

    /// <summary>Whether the fields are known ones of their types, the version is a small number, and a graph or an operator set is there before the end.</summary>
    public static bool LooksLikeModel(ReadOnlySpan<byte> bytes)
    {
        var (at, hasVersion, hasGraph) = (0, false, false);
        for (var field = 0; field < FieldsLookedAt && at < bytes.Length && !(hasVersion && hasGraph); field++)
        {
            // Fields of newer schemas are passed over, as far as their lengths can be told.
            if (!TryReadVarint(bytes, ref at, out var tag) || tag >> 3 is var number && (tag & 7) is not (0 or 2) || (number < (ulong)WireTypes.Length && WireTypes[(int)number] != (sbyte)(tag & 7)) || !TryReadVarint(bytes, ref at, out var value))
            {
                return false;
            }

            hasVersion |= number == 1 && value is > 0 and < 1000;
            hasGraph |= number is 7 or 8;
            if ((tag & 7) == 2)
            {
                if (value > (ulong)(bytes.Length - at))
                {
                    break;
                }

                at += (int)value;
            }
        }

        return hasVersion && hasGraph;
    }

    private static bool TryReadVarint(ReadOnlySpan<byte> bytes, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
