using System.Text;

namespace Mrq.Tests;

/// <summary><c>mrq init</c> adds to a project what it lacks and leaves the rest of its text as it is.</summary>
[TestClass]
[TestCategory("Slow")]
public sealed class InitTests
{
    private static readonly string Reference = $"<PackageReference Include=\"Mrq.Build\" Version=\"{ProductVersion.Text}\" PrivateAssets=\"all\" />";

    [TestMethod]
    public void Keeps_formatting_line_ends_comments_and_the_byte_order_mark()
    {
        using var folder = new ConversionFolder();
        const string Before = "<?xml version=\"1.0\"?>\r\n<!-- mine -->\r\n<Project Sdk=\"Microsoft.NET.Sdk\">\r\n\t<PropertyGroup>\r\n\t\t<A  B='c'/>\r\n\t</PropertyGroup>\r\n</Project>\r\n<!-- </Project> -->\r\n";
        File.WriteAllText(folder.PathOf("App.csproj"), Before, Encoding.UTF8);

        var result = MrqCommand.StartIn(folder.Path, "init", "digits.tflite", "--scheme", "int8-symmetric");

        Assert.AreEqual((0, ""), (result.ExitCode, result.Error));
        var added = $"\t<ItemGroup>\r\n\t\t{Reference}\r\n\t\t<MrqModel Include=\"digits.tflite\" TargetScheme=\"int8-symmetric\" />\r\n\t</ItemGroup>\r\n";
        var expected = Before.Insert(Before.IndexOf("</Project>", StringComparison.Ordinal), added);
        CollectionAssert.AreEqual((byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(expected)], File.ReadAllBytes(folder.PathOf("App.csproj")));
    }

    [TestMethod]
    [DataRow("digits.tflite", "int8-symmetric", "already")]
    [DataRow("digits.tflite", "tflite-int8", "added <MrqModel")]
    [DataRow("a;b.tflite", "tflite-int8", "added <MrqModel Include=\"a%3Bb.tflite\"")]
    public void Adds_nothing_twice(string model, string scheme, string expected)
    {
        using var folder = new ConversionFolder();
        File.Copy(folder.PathOf("digits.tflite"), folder.PathOf("a;b.tflite"));
        var before = $"<Project Sdk=\"Microsoft.NET.Sdk\">\n\n  <ItemGroup>\n    {Reference}\n    <MrqModel Include=\"digits.tflite\"><TargetScheme>tflite-uint8; int8-symmetric</TargetScheme></MrqModel>\n  </ItemGroup>\n\n</Project>\n";
        File.WriteAllText(folder.PathOf("App.csproj"), before);
        for (var time = 1; time <= 2; time++)
        {
            var result = MrqCommand.StartIn(folder.Path, "init", model, "-s", scheme);

            Assert.AreEqual((0, ""), (result.ExitCode, result.Error));
            Assert.Contains(time == 1 ? expected : "already", result.Output);
        }

        var after = File.ReadAllText(folder.PathOf("App.csproj"));
        Assert.AreEqual(1, after.Split("PackageReference").Length - 1);
        Assert.AreEqual(expected == "already", before == after);
        Assert.EndsWith("  </ItemGroup>\n\n</Project>\n", after);
    }

    [TestMethod]
    public void With_central_versions_writes_none_and_says_which_is_to_be_added()
    {
        using var folder = new ConversionFolder();
        File.WriteAllText(folder.PathOf("App.csproj"), "<Project Sdk=\"Microsoft.NET.Sdk\">\n</Project>\n");
        File.WriteAllText(folder.PathOf("Directory.Packages.props"), "<Project><PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup></Project>");

        var result = MrqCommand.StartIn(folder.Path, "init", "digits.tflite", "-s", "tflite-int8");

        Assert.Contains("<PackageReference Include=\"Mrq.Build\" PrivateAssets=\"all\" />", File.ReadAllText(folder.PathOf("App.csproj")));
        Assert.Contains($"Directory.Packages.props: add <PackageVersion Include=\"Mrq.Build\" Version=\"{ProductVersion.Text}\" />", result.Output);
    }

    [TestMethod]
    [DataRow("MRQ0120", "", "digits.tflite", "int8-symmetric")]
    [DataRow("MRQ0120", "<Project", "digits.tflite", "int8-symmetric")]
    [DataRow("MRQ0120", "<Project ToolsVersion=\"4.0\"></Project>", "digits.tflite", "int8-symmetric")]
    [DataRow("MRQ0120", "<Project Sdk=\"Microsoft.NET.Sdk\" />", "digits.tflite", "int8-symmetric")]
    [DataRow("MRQ0102", "<Project Sdk=\"Microsoft.NET.Sdk\"></Project>", "digits.tflite", "int9")]
    [DataRow("MRQ0105", "<Project Sdk=\"Microsoft.NET.Sdk\"></Project>", "none.tflite", "int8-symmetric")]
    public void What_cannot_be_done_is_a_coded_error_that_changes_nothing(string code, string project, string model, string scheme)
    {
        using var folder = new ConversionFolder();
        if (project.Length > 0)
        {
            File.WriteAllText(folder.PathOf("App.csproj"), project);
        }

        var result = MrqCommand.StartIn(folder.Path, "init", model, "--scheme", scheme);

        Assert.AreEqual(2, result.ExitCode, result.Output);
        Assert.Contains($"error {code}: ", result.Error);
        Assert.HasCount(1, result.Error.Trim().Split('\n'));
        Assert.AreEqual(project.Length > 0 ? project : null, File.Exists(folder.PathOf("App.csproj")) ? File.ReadAllText(folder.PathOf("App.csproj")) : null);
    }

    [TestMethod]
    public void Of_two_projects_one_has_to_be_named()
    {
        using var folder = new ConversionFolder();
        foreach (var name in new[] { "A.csproj", "B.csproj" })
        {
            File.WriteAllText(folder.PathOf(name), "<Project Sdk=\"Microsoft.NET.Sdk\">\n</Project>\n");
        }

        Assert.Contains("error MRQ0120: there are 2 projects", MrqCommand.StartIn(folder.Path, "init", "digits.tflite", "-s", "tflite-int8").Error);
        Assert.AreEqual(0, MrqCommand.StartIn(folder.Path, "init", "digits.tflite", "-s", "tflite-int8", "-p", "B.csproj").ExitCode);
        Assert.DoesNotContain("MrqModel", File.ReadAllText(folder.PathOf("A.csproj")));
    }
}
