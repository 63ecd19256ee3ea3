using System.Text;
using Mrq.Core.Diagnostics;

namespace Mrq.Evaluation.Datasets;

/// <summary>
/// Writes a .npz archive: stored entries, the earliest time that ZIP knows, no attributes. The BCL's writer is not used because
/// its bytes name the operating system, and those of deflate depend on the build of zlib.
/// </summary>
internal static class NpzWriter
{
    private const uint LocalHeader = 0x04034B50;
    private const uint DirectoryHeader = 0x02014B50;
    private const uint DirectoryEnd = 0x06054B50;
    private const ushort VersionNeeded = 20;
    private const ushort Utf8Names = 1 << 11;

    /// <summary>1 January 1980 in MS-DOS's form: (year − 1980) · 512 + month · 32 + day.</summary>
    private const ushort FixedDate = (1 * 32) + 1;

    public static void Write(Stream stream, IEnumerable<NumpyArray> arrays)
    {
        using var directory = new MemoryStream();
        using var directoryWriter = new BinaryWriter(directory);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var offset = 0L;
        foreach (var array in arrays)
        {
            var entry = EntryName(array.Name);
            if (!names.Add(entry))
            {
                throw new MrqException(MrqCodes.CannotWrite, $"Two arrays are named '{DatasetErrors.Printable(array.Name)}'; an archive needs a name for each.");
            }

            var name = Encoding.UTF8.GetBytes(entry + ".npy");
            var header = NpyWriter.Header(array);
            var size = (long)header.Length + array.Data.Length;
            if (offset + size + 30 + name.Length > uint.MaxValue - directory.Length || names.Count > ushort.MaxValue - 1 || name.Length > ushort.MaxValue)
            {
                throw new MrqException(MrqCodes.CannotWrite, "The arrays take over 4 GiB together; write fewer samples.");
            }

            var crc = Crc32.Append(Crc32.Append(0, header), array.Data.Span);
            writer.Write(LocalHeader);
            WriteCommon(writer, crc, (uint)size, name);
            writer.Write(name);
            writer.Write(header);
            writer.Write(array.Data.Span);

            directoryWriter.Write(DirectoryHeader);
            directoryWriter.Write(VersionNeeded);
            WriteCommon(directoryWriter, crc, (uint)size, name);
            directoryWriter.Write(new byte[10]);
            directoryWriter.Write((uint)offset);
            directoryWriter.Write(name);
            offset += 30 + name.Length + size;
        }

        writer.Write(directory.ToArray());
        writer.Write(DirectoryEnd);
        writer.Write(0u);
        writer.Write((ushort)names.Count);
        writer.Write((ushort)names.Count);
        writer.Write((uint)directory.Length);
        writer.Write((uint)offset);
        writer.Write((ushort)0);
    }

    /// <summary>
    /// The array's name, which may be a tensor's of anybody's model, as a path that stays below the folder into which the archive is unpacked.
    /// </summary>
    private static string EntryName(string name) => string.Join('/', name.Replace('\\', '_').Split('/').Select(part => part is "" or "." or ".." ? "_" : part));

    /// <summary>The fields that the local header and the directory share, method 0 (stored) among them.</summary>
    private static void WriteCommon(BinaryWriter writer, uint crc, uint size, byte[] name)
    {
        writer.Write(VersionNeeded);
        writer.Write(Utf8Names);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write(FixedDate);
        writer.Write(crc);
        writer.Write(size);
        writer.Write(size);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)0);
    }
}
