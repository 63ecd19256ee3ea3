using System.Security.Cryptography;
using System.Text;

namespace Mrq.Build.Conversions;

/// <summary>The digest of the code that converts: another version of the package is another tool, whatever its files' names and times.</summary>
internal static class ToolDigest
{
    public static string Compute()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var folder = Path.GetDirectoryName(typeof(ToolDigest).Assembly.Location)!;
        foreach (var assembly in Directory.GetFiles(folder, "Mrq.*.dll").Concat(Directory.GetFiles(folder, "SixLabors.ImageSharp.dll")).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(assembly)));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(assembly)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
