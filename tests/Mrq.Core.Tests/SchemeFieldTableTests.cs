using Mrq.Core.Schemes;
using Mrq.Testing;

namespace Mrq.Core.Tests;

/// <summary>docs/schemes.md lists the fields that a scheme of one's own may have.</summary>
[TestClass]
public sealed class SchemeFieldTableTests
{
    [TestMethod]
    public void The_documentation_lists_exactly_the_fields_that_exist()
    {
        var rows = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "schemes.md")).Split("| field | values |\n|---|---|\n")[1].Split("\n\n")[0];
        var listed = rows.Split('\n').SelectMany(row => row.Split('|')[1].Split(',')).Select(name => name.Trim(' ', '`'));

        CollectionAssert.AreEquivalent(SchemeFields.All.Select(field => field.Name).ToList(), listed.ToList());
    }
}
