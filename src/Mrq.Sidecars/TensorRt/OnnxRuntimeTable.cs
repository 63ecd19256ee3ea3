using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq.Sidecars;

/// <summary>
/// The table that ONNX Runtime's TensorRT and MIGraphX providers take (<c>calibration.flatbuffers</c>): a FlatBuffer <c>TrtTable { dict: [KeyValue { key: string;
/// value: string }] }</c>, of which a value is the largest magnitude as decimal text.
/// </summary>
internal sealed class OnnxRuntimeTable : IWrittenSidecarFormat
{
    public string Name => "onnxruntime-trt-table";

    public string Description => "ONNX Runtime's calibration table for its TensorRT and MIGraphX providers";

    public string Extension => ".calibration.flatbuffers";

    public bool Recognizes(SidecarContent content)
    {
        try
        {
            return content.Text is null && FlatTable.Root(content.Bytes).Tables(0) is { Count: > 0 } entries && entries.Take(4).All(entry => entry.Text(0) is { Length: > 0 } && entry.Text(1) is { } value && TextFile.IsNumber(value));
        }
        catch (MrqException)
        {
            return false;
        }
    }

    public Sidecar Read(SidecarContent content)
    {
        var notes = new ReadingNotes(Name);
        foreach (var (entry, index) in FlatTable.Root(content.Bytes).Tables(0).Select((entry, index) => (entry, index)))
        {
            var name = entry.Text(0) ?? throw SidecarErrors.Wrong(string.Create(CultureInfo.InvariantCulture, $"entry {index} has no key."));
            var value = entry.Text(1) ?? throw SidecarErrors.Wrong("it has no value.", name);
            notes.Add(SymmetricGrid.OfMagnitude(new SidecarTensor { Name = name, Role = SidecarRole.Activation, Source = string.Create(CultureInfo.InvariantCulture, $"dict[{index}]") }, TextFile.Number(value, name, "value")));
        }

        return notes.ToSidecar();
    }

    public byte[] Write(Sidecar sidecar)
    {
        var tensors = sidecar.Activations().Quantized();
        SidecarParts.RequirePerTensor(Name, tensors);
        return Table([.. tensors.Select(tensor => (tensor.Name, AmaxLines.Amax(tensor)))]);
    }

    public IEnumerable<(string Tensor, string Becomes)> Moved(Sidecar sidecar) => SymmetricGrid.Moved(sidecar.Activations());

    /// <summary>
    /// The root, one layout for both kinds of table (its own, and that of entries with two fields), the vector of entries, and behind it each entry with its strings:
    /// every offset leads forward, as readers ask.
    /// </summary>
    private static byte[] Table(List<(string Key, string Value)> entries)
    {
        using var bytes = new MemoryStream();
        Span<byte> head = stackalloc byte[32];
        head.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(head, 20); // the root table
        BinaryPrimitives.WriteUInt16LittleEndian(head[4..], 6); // the root's layout: its own size, the table's, one field
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], 8);
        BinaryPrimitives.WriteUInt16LittleEndian(head[8..], 4);
        BinaryPrimitives.WriteUInt16LittleEndian(head[10..], 8); // an entry's layout: two fields
        BinaryPrimitives.WriteUInt16LittleEndian(head[12..], 12);
        BinaryPrimitives.WriteUInt16LittleEndian(head[14..], 4);
        BinaryPrimitives.WriteUInt16LittleEndian(head[16..], 8);
        BinaryPrimitives.WriteInt32LittleEndian(head[20..], 16); // from the table back to its layout
        BinaryPrimitives.WriteUInt32LittleEndian(head[24..], 4); // the vector
        BinaryPrimitives.WriteInt32LittleEndian(head[28..], entries.Count);
        bytes.Write(head);
        var offsets = new byte[4 * entries.Count];
        var place = head.Length + offsets.Length;
        using var tables = new MemoryStream();
        for (var i = 0; i < entries.Count; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(offsets.AsSpan(4 * i), place - (head.Length + (4 * i)));
            var (key, value) = (Text(entries[i].Key), Text(entries[i].Value));
            var table = new byte[12];
            BinaryPrimitives.WriteInt32LittleEndian(table, place - 10);
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4), 8);
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(8), (uint)(4 + key.Length));
            tables.Write(table);
            tables.Write(key);
            tables.Write(value);
            place += table.Length + key.Length + value.Length;
        }

        bytes.Write(offsets);
        tables.WriteTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Length, text and a zero byte, filled to four bytes.</summary>
    private static byte[] Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var bytes = new byte[(4 + length + 1 + 3) / 4 * 4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        Encoding.UTF8.GetBytes(text, bytes.AsSpan(4));
        return bytes;
    }
}
