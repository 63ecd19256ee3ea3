using System.Security.Cryptography;

namespace Mrq.Tests;

/// <summary>Every file and link of a folder with what it holds, so that a test can say that nothing was touched.</summary>
internal static class FolderSnapshot
{
    public static string Of(string folder) => string.Join('\n', Entries(new DirectoryInfo(folder)).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Entries(DirectoryInfo folder) => folder.EnumerateFileSystemInfos().SelectMany(entry => entry switch
    {
        { LinkTarget: { } target } => [$"{entry.FullName} -> {target}"],
        DirectoryInfo below => Entries(below).Append(entry.FullName),
        _ => [$"{entry.FullName} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(entry.FullName)))}"],
    });
}
