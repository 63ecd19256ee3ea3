using System.Security.Cryptography;
using Mrq.Core.Diagnostics;
using Mrq.Files;

namespace Mrq.Build.Conversions;

/// <summary>A scheme of one's own as the file that conversions read.</summary>
internal sealed record SchemeDefinitionFile(string Path, byte[] Content)
{
    /// <summary>Where the definition of a scheme lies.</summary>
    public static string Place(string intermediate, string scheme) => $"{intermediate}schemes/{scheme}.json";

    public string Digest { get; } = Convert.ToHexStringLower(SHA256.HashData(Content));

    /// <summary>The path of the file, which is written unless it is there.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.CannotWrite"/>.</exception>
    public string Written()
    {
        if (!File.Exists(Path) || !File.ReadAllBytes(Path).AsSpan().SequenceEqual(Content))
        {
            OutputFile.Write(Path, Content);
        }

        return Path;
    }
}
