using System.Text.RegularExpressions;
using Mrq.Testing;

namespace Mrq.Emulator.Tests;

/// <summary>
/// The emulator's folders point one way: the plan knows the operator families, a family knows what families share, and no family knows another one,
/// but that a recurrent operator's products are the packed ones of linear layers.
/// Namespaces are folders, but for the public types, which all are in Mrq.Emulator.
/// </summary>
[TestClass]
public sealed partial class FolderTests
{
    private const string Shared = "Loops Numerics Context";
    private static readonly string Root = Path.Combine(TestData.Repository, "src", "Mrq.Emulator");

    [TestMethod]
    [DataRow("Context", "")]
    [DataRow("Numerics", "Context")]
    [DataRow("Loops", "Numerics Context")]
    [DataRow("Linear.Stages", Shared)]
    [DataRow("Linear.Floats", "Linear.Stages " + Shared)]
    [DataRow("Linear.Products", "Linear.Stages " + Shared)]
    [DataRow("Linear.Saturating", Shared)]
    [DataRow("Linear", "Linear.Floats Linear.Products Linear.Saturating Linear.Stages " + Shared)]
    [DataRow("Elementwise", Shared)]
    [DataRow("Activations", Shared)]
    [DataRow("Pooling", Shared)]
    [DataRow("Movement", Shared)]
    [DataRow("Resizing", Shared)]
    [DataRow("Recurrent", "Linear.Products Linear.Stages " + Shared)]
    [DataRow("State", Shared)]
    [DataRow("Floating", "Pooling " + Shared)]
    [DataRow("Detection", Shared)]
    [DataRow("Binarized", Shared)]
    [DataRow("Spectra", Shared)]
    [DataRow("Plan", "Linear Elementwise Activations Pooling Movement Resizing Recurrent State Floating Detection Binarized Spectra " + Shared)]
    public void A_folder_uses_only_what_it_may(string folder, string allowed)
    {
        var files = Files(folder);
        Assert.AreNotEqual(0, files.Length);
        foreach (var file in files)
        {
            var used = UsingOfTheEmulator().Matches(File.ReadAllText(file)).Select(match => match.Groups["folder"].Value).Except([folder, .. allowed.Split(' ')]);
            Assert.AreEqual("", string.Join(' ', used), file);
        }
    }

    /// <summary>They need no using, so that the directives do not tell.</summary>
    [TestMethod]
    public void Nothing_below_the_plan_names_its_types()
    {
        var types = Files("Plan").Select(Path.GetFileNameWithoutExtension).ToList();
        foreach (var file in Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories).Where(file => FolderOf(file) is not ("Plan" or "")))
        {
            var code = File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal));
            Assert.AreEqual("", string.Join(' ', code.SelectMany(line => Word().Matches(line)).Select(match => match.Value).Intersect(types)), file);
        }
    }

    [TestMethod]
    public void A_namespace_is_a_folder_and_public_types_are_where_users_look()
    {
        foreach (var type in typeof(CompiledGraph).Assembly.GetTypes().Where(type => !type.IsNested && type.Namespace?.StartsWith("Mrq.", StringComparison.Ordinal) == true))
        {
            Assert.AreEqual(type.IsVisible, type.Namespace == "Mrq.Emulator", type.FullName);
        }

        foreach (var file in Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories).Where(file => FolderOf(file) != ""))
        {
            var space = Namespace().Match(File.ReadAllText(file)).Groups["folder"].Value;
            Assert.IsTrue(space == "" || space == FolderOf(file), file);
        }
    }

    private static string[] Files(string folder) => Directory.GetFiles(Path.Combine([Root, .. folder.Split('.')]), "*.cs");

    /// <summary>The folder as its namespace ends; empty for what the build writes.</summary>
    private static string FolderOf(string file)
    {
        var folder = Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.');
        return folder.StartsWith("obj", StringComparison.Ordinal) || folder.StartsWith("bin", StringComparison.Ordinal) ? "" : folder;
    }

    [GeneratedRegex(@"^using (?:static )?Mrq\.Emulator\.(?<folder>(?:Linear\.)?[A-Za-z]+)(?:\.[A-Za-z]+)?;", RegexOptions.Multiline)]
    private static partial Regex UsingOfTheEmulator();

    [GeneratedRegex(@"^namespace Mrq\.Emulator\.?(?<folder>[A-Za-z.]*);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b\w+\b")]
    private static partial Regex Word();
}
