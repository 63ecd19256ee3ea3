namespace Mrq.Build.PackageTests;

/// <summary>MSBuild's own review of build logic.</summary>
[TestClass]
public sealed class BuildCheck
{
    [TestMethod]
    public void Finds_nothing_in_the_packages_targets()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);

        var result = project.Build("-check").Succeeded();

        var findings = result.Output.Split('\n').Where(line => line.Contains(" BC0", StringComparison.Ordinal) && line.Contains("rq", StringComparison.Ordinal));
        Assert.AreEqual("", string.Join('\n', findings));
    }
}
