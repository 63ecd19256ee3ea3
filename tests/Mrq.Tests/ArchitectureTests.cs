using System.Reflection;

namespace Mrq.Tests;

/// <summary>Dependencies point one way.</summary>
[TestClass]
public sealed class ArchitectureTests
{
    [TestMethod]
    [DataRow("Mrq.Core", "")]
    [DataRow("Mrq.Formats", "Mrq.Core")]
    [DataRow("Mrq.Formats.TfLite", "Mrq.Core Mrq.Formats")]
    [DataRow("Mrq.Emulator", "Mrq.Core")]
    [DataRow("Mrq.Requantization", "Mrq.Core Mrq.Emulator")]
    [DataRow("Mrq.Evaluation", "Mrq.Core Mrq.Emulator")]
    [DataRow("Mrq.Reporting", "Mrq.Core Mrq.Evaluation")]
    [DataRow("Mrq.Library", "Mrq.Core Mrq.Emulator Mrq.Evaluation Mrq.Formats Mrq.Formats.TfLite Mrq.Reporting Mrq.Requantization")]
    public void A_project_uses_only_what_it_may(string assembly, string allowed)
    {
        var used = Assembly.Load(assembly).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !name.StartsWith("System", StringComparison.Ordinal))
            .Except(allowed.Split(' '));

        Assert.AreEqual("", string.Join(' ', used));
    }
}
