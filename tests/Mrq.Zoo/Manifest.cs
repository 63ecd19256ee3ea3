using System.Security.Cryptography;
using Mrq.Testing;

namespace Mrq.Zoo;

/// <summary>tests/zoo/manifest.tsv: the public files whose outcome is known.</summary>
internal static class Manifest
{
    /// <summary>The rows, in the file's order, after its line of names.</summary>
    public static IReadOnlyList<ManifestRow> Read() =>
        [.. File.ReadLines(Path.Combine(TestData.Repository, "tests", "zoo", "manifest.tsv")).Skip(1).Select(line => line.Split('\t')).Select(cells => new ManifestRow(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]))];

    public static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
