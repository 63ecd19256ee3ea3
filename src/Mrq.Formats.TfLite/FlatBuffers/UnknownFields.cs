using System.Buffers.Binary;

namespace Mrq.Formats.TfLite.FlatBuffers;

/// <summary>
/// Decides whether an unknown field is a scalar or an offset. A FlatBuffer does not say; a newer TFLite may add either. An
/// offset is taken for one when it is aligned, leads forward into the file to bytes that no known object covers, and what
/// stands there, as a table, vector or string, fits between the known objects around it. Everything else is a scalar and is
/// kept as its bytes.
/// </summary>
/// <remarks>
/// Two cases stay undecidable. An unknown field that shares its target with a known one is taken for a scalar. An unknown
/// empty vector or string in a gap of less than <see cref="PaddingLimit"/> bytes is taken for padding, since small numbers
/// that happen to lead to padding are by far the more common.
/// What an offset leads to is kept by appending the file that it came from, byte for byte, behind the one that is written:
/// only those bytes hold everything that can be reached from it. A file that is read and written again and again therefore
/// grows by itself each time, if and only if it has such fields.
/// </remarks>
internal static class UnknownFields
{
    /// <summary>Alignment in TFLite files is at most 16, so padding is always shorter.</summary>
    private const int PaddingLimit = 16;

    public static void Resolve(IReadOnlyList<FlatUnknown> fields, FlatBytes bytes, Coverage coverage)
    {
        foreach (var field in fields)
        {
            if (field.Target is null && field.Bytes.Length >= sizeof(uint)
                && TargetOf(field, bytes, coverage) is { } target)
            {
                field.MarkAsOffset(target);
            }
        }
    }

    private static int? TargetOf(FlatUnknown field, FlatBytes bytes, Coverage coverage)
    {
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(field.Bytes.Span);
        var target = field.Position + (long)offset;
        if (offset == 0 || target % sizeof(uint) != 0 || target > bytes.Length - sizeof(uint))
        {
            return null;
        }

        var free = coverage.FreeBytesAt((int)target, bytes.Length);
        if (free < sizeof(uint))
        {
            return null;
        }

        return LooksLikeVector((int)target, free, bytes) || LooksLikeTable((int)target, free, bytes) ? (int)target : null;
    }

    /// <summary>A vector or string: elements take at least a byte each.</summary>
    private static bool LooksLikeVector(int target, int free, FlatBytes bytes)
    {
        var count = bytes.UInt32(target, "an unknown vector");
        if (count == 0)
        {
            var gap = bytes.Memory.Span.Slice(target, Math.Min(free, PaddingLimit));
            return free >= PaddingLimit || gap.IndexOfAnyExcept((byte)0) >= 0;
        }

        return count <= free - sizeof(uint);
    }

    private static bool LooksLikeTable(int target, int free, FlatBytes bytes)
    {
        var vtable = target - (long)bytes.Int32(target, "an unknown table");
        if (vtable < 8 || vtable % 2 != 0 || vtable > bytes.Length - 4 || vtable == target)
        {
            return false;
        }

        int size = bytes.UInt16(vtable, "an unknown vtable"), inline = bytes.UInt16(vtable + 2, "an unknown vtable");
        if (size < 4 || size % 2 != 0 || vtable > bytes.Length - size || inline < 4 || inline > free)
        {
            return false;
        }

        for (var entry = 4; entry < size; entry += 2)
        {
            var field = bytes.UInt16(vtable + entry, "an unknown vtable");
            if (field != 0 && (field < 4 || field >= inline))
            {
                return false;
            }
        }

        return true;
    }
}
