using System.IO.Compression;
using System.Text;

namespace Mrq.Evaluation.Tests;

/// <summary>ZIP archives: by the BCL, and by hand with the ZIP64 records that NumPy forces (APPNOTE 4.3.14 to 4.3.16, 4.5.3).</summary>
internal static class ZipBytes
{
    public static byte[] Of(CompressionLevel level, params (string Name, byte[] Content)[] entries)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = archive.CreateEntry(name, level).Open();
                stream.Write(content);
            }
        }

        return memory.ToArray();
    }

    public static byte[] Zip64(string name, byte[] content, uint crc, ulong? declaredSize = null)
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        var nameBytes = Encoding.ASCII.GetBytes(name);
        var size = declaredSize ?? (ulong)content.Length;
        void Common(ushort extraLength)
        {
            writer.Write((ushort)45);
            writer.Write((ushort)0);
            writer.Write((ushort)0);
            writer.Write(0x00210000u);
            writer.Write(crc);
            writer.Write(uint.MaxValue);
            writer.Write(uint.MaxValue);
            writer.Write((ushort)nameBytes.Length);
            writer.Write(extraLength);
        }

        writer.Write(0x04034B50u);
        Common(20);
        writer.Write(nameBytes);
        writer.Write((ushort)1);
        writer.Write((ushort)16);
        writer.Write(size);
        writer.Write((ulong)content.Length);
        writer.Write(content);

        var directory = memory.Position;
        writer.Write(0x02014B50u);
        writer.Write((ushort)45);
        Common(28);
        writer.Write(new byte[10]);
        writer.Write(uint.MaxValue);
        writer.Write(nameBytes);
        writer.Write((ushort)1);
        writer.Write((ushort)24);
        writer.Write(size);
        writer.Write((ulong)content.Length);
        writer.Write(0ul);
        var end = memory.Position;

        writer.Write(0x06064B50u);
        writer.Write(44ul);
        writer.Write((ushort)45);
        writer.Write((ushort)45);
        writer.Write(0ul);
        writer.Write(1ul);
        writer.Write(1ul);
        writer.Write((ulong)(end - directory));
        writer.Write((ulong)directory);
        writer.Write(0x07064B50u);
        writer.Write(0u);
        writer.Write((ulong)end);
        writer.Write(1u);

        writer.Write(0x06054B50u);
        writer.Write(0u);
        writer.Write(ushort.MaxValue);
        writer.Write(ushort.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write((ushort)0);
        return memory.ToArray();
    }
}
