using System.Runtime.InteropServices;
using System.Text;

namespace Mrq.Files;

/// <summary>
/// What a file is below its names: hard links, mounts and letters of another case lead to one node. The BCL does not tell; Linux does by
/// a call whose structure is the same on every processor.
/// </summary>
/// <param name="Device">The file system.</param>
/// <param name="Number">The file in it.</param>
internal readonly record struct FileNode(ulong Device, ulong Number)
{
    private const int CurrentFolder = -100;
    private const uint BasicFields = 0x7FF;
    private const int TypeMask = 0xF000;
    private const int FolderType = 0x4000;
    private const int RegularType = 0x8000;

    /// <summary>Whether this system tells nodes.</summary>
    public static bool AreKnown { get; } = OperatingSystem.IsLinux() && Tells();

    /// <summary>Whether bytes can be kept there: no device, no pipe, no socket.</summary>
    public bool IsFileOrFolder { get; private init; }

    private static bool Tells()
    {
        try
        {
            return statx(CurrentFolder, "/\0"u8.ToArray(), 0, BasicFields, new byte[256]) == 0;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>The node of a path, its links followed; null where there is none or where the system does not tell.</summary>
    public static FileNode? Of(string path)
    {
        if (!AreKnown || path.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var fields = new byte[256];
        if (statx(CurrentFolder, Encoding.UTF8.GetBytes($"{path}\0"), 0, BasicFields, fields) != 0)
        {
            return null;
        }

        var type = BitConverter.ToUInt16(fields, 28) & TypeMask;
        return new FileNode(((ulong)BitConverter.ToUInt32(fields, 136) << 32) | BitConverter.ToUInt32(fields, 140), BitConverter.ToUInt64(fields, 32))
        {
            IsFileOrFolder = type is RegularType or FolderType,
        };
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, byte[] path, int flags, uint mask, byte[] fields);
}
