using Mrq.Core.Diagnostics;
using Mrq.Sidecars;

namespace Mrq;

/// <summary>Reads a file of quantization parameters; every error names it.</summary>
public static class SidecarFile
{
    /// <param name="path">The file.</param>
    /// <param name="format">The name of its format; null for the one that its shape says.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/>, <see cref="MrqCodes.BadSidecar"/> or, for a format that there is not, <see cref="MrqCodes.BadOption"/>.</exception>
    public static Sidecar Read(string path, string? format = null)
    {
        var chosen = format is null ? null : SidecarFormats.Named(format);
        try
        {
            var content = new SidecarContent(ModelFile.ReadBytes(path), Path.GetFileName(path));
            return chosen is null ? SidecarFormats.Read(content) : SidecarFormats.Read(content, chosen);
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
    }
}
