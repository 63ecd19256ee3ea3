using Mrq.Core.Diagnostics;
using Mrq.Sidecars;

namespace Mrq;

/// <summary>Reads a file of quantization parameters; every error names it.</summary>
public static class SidecarFile
{
    /// <param name="path">The file.</param>
    /// <param name="format">The name of its format; null for the one that its shape says.</param>
    /// <param name="names">A file of lines FROM,TO, of which TO are names in the file, and FROM those that its records get; null for none.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/>, <see cref="MrqCodes.BadSidecar"/> or, for a format that there is not, <see cref="MrqCodes.BadOption"/>.</exception>
    public static Sidecar Read(string path, string? format = null, string? names = null)
    {
        var chosen = format is null ? null : SidecarFormats.Named(format);
        try
        {
            var content = new SidecarContent(ModelFile.ReadBytes(path), Path.GetFileName(path));
            var sidecar = chosen is null ? SidecarFormats.Read(content) : SidecarFormats.Read(content, chosen);
            return names is null ? sidecar : sidecar with { Tensors = [.. Names(names).Reverse(sidecar.Tensors)] };
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
    }

    /// <summary>What a network says that is in a container of its toolchain's own (.espdl, .xmodel); null for any other file.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.FileMissing"/>, or <see cref="MrqCodes.BadSidecar"/> for one that is damaged.</exception>
    public static Sidecar? ReadNetwork(string path)
    {
        var bytes = ModelFile.ReadBytes(path);
        if (bytes.Length > SidecarContent.LongestFile)
        {
            return null;
        }

        var content = new SidecarContent(bytes, Path.GetFileName(path));
        if (SidecarFormats.Networks.FirstOrDefault(format => format.Recognizes(content)) is not { } network)
        {
            return null;
        }

        try
        {
            return network.Read(content);
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
    }

    /// <summary>A map of names; its errors name its own file.</summary>
    internal static NameMap Names(string path)
    {
        try
        {
            return new NameMap(new SidecarContent(ModelFile.ReadBytes(path)));
        }
        catch (MrqException error)
        {
            throw error.InFile(path);
        }
    }
}
