using Mrq.Core.Diagnostics;
using Mrq.Formats.TfLite.FlatBuffers;

namespace Mrq.Formats.TfLite;

/// <summary>
/// Large models keep buffers and custom options behind the FlatBuffer and name them by offset and size. They are brought into
/// their vectors on reading, because offsets into the old file mean nothing in a new one.
/// </summary>
internal static class OutsideData
{
    public static void BringIn(FlatTable root, ReadOnlyMemory<byte> file)
    {
        foreach (var buffer in root.Tables("buffers"))
        {
            BringIn(buffer, "offset", "size", "data", file);
        }

        foreach (var step in root.Tables("subgraphs").SelectMany(graph => graph.Tables("operators")))
        {
            BringIn(step, "large_custom_options_offset", "large_custom_options_size", "custom_options", file);
        }
    }

    private static void BringIn(FlatTable table, string offsetName, string sizeName, string dataName, ReadOnlyMemory<byte> file)
    {
        // 0 and 1 are placeholders in the schema: no data outside.
        var (offset, size) = (table.Integer(offsetName), table.Integer(sizeName));
        if (offset is 0 or 1)
        {
            return;
        }

        if (offset < 0 || size < 0 || offset > file.Length || size > file.Length - offset)
        {
            throw new MrqException(MrqCodes.CorruptModel, $"{size} bytes behind the model lie outside the file of {file.Length} bytes.", new MrqPlace(ByteOffset: offset));
        }

        table.SetBytes(dataName, file.Slice((int)offset, (int)size));
        table.Remove(offsetName);
        table.Remove(sizeName);
    }
}
