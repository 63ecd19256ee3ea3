using System.Text.RegularExpressions;
using Mrq.Testing;

namespace Mrq.Core.Tests;

/// <summary>What the pages of the repository link to exists: files, folders, and headings inside pages.</summary>
[TestClass]
public sealed partial class DocumentationLinkTests
{
    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void Every_relative_link_leads_to_a_file_and_a_heading_that_exist(string page)
    {
        var path = Path.Combine(TestData.Repository, page);
        foreach (var target in Links().Matches(File.ReadAllText(path)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal)))
        {
            var parts = target.Split('#');
            var file = parts[0].Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, parts[0]));

            Assert.IsTrue(File.Exists(file) || Directory.Exists(file), $"{page}: {target}");
            if (parts.Length > 1)
            {
                Assert.Contains(parts[1], Headings(file), $"{page}: {target}");
            }
        }
    }

    private static IEnumerable<string> Pages => Directory.EnumerateFiles(TestData.Repository, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(TestData.Repository, "docs"), "*.md"))
        .Select(file => Path.GetRelativePath(TestData.Repository, file)).Order(StringComparer.Ordinal);

    /// <summary>The names that GitHub gives headings: lower case, punctuation away, spaces as hyphens.</summary>
    private static List<string> Headings(string file) =>
        [.. File.ReadLines(file).Where(line => line.StartsWith('#')).Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
