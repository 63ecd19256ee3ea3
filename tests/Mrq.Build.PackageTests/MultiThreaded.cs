namespace Mrq.Build.PackageTests;

/// <summary>Several projects in one build, also in one process, where no project's folder is the process's directory.</summary>
[TestClass]
public sealed class MultiThreaded
{
    [TestMethod]
    [DataRow("-m:2")]
    [DataRow("-mt", "-m:2")]
    public void Two_projects_with_the_same_relative_path_convert_each_their_own_model(params string[] switches)
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.AddProject("Other", """<MrqModel Include="model.tflite" TargetScheme="tflite-int8" />""");
        project.CopyModel("../Other/model.tflite");
        project.WriteSolution("consumer/Consumer.csproj", "Other/Other.csproj");
        project.Run("restore", "../All.slnx").Succeeded();

        var result = project.Run(["build", "--no-restore", "../All.slnx", .. switches]).Succeeded();

        Assert.AreEqual(2, result.Conversions);
        Assert.IsTrue(project.Has(ConsumerProject.DigitsOutput));
        Assert.IsTrue(project.Has("../Other/" + ConsumerProject.PlainOutput));
        Assert.HasCount(2, project.FilesNamed("*.report.json"));
    }

    [TestMethod]
    public void The_bytes_are_those_of_a_build_on_one_node()
    {
        using var project = new ConsumerProject(ConsumerProject.DigitsItem);
        project.Build("-m:1").Succeeded();
        var expected = File.ReadAllBytes(project.PathOf(ConsumerProject.DigitsOutput));
        project.Run("clean").Succeeded();

        Assert.DoesNotContain("Launching task \"MrqConvert\"", project.Build("-mt", "-v:diag").Succeeded().Output, "in a process of its own");

        CollectionAssert.AreEqual(expected, File.ReadAllBytes(project.PathOf(ConsumerProject.DigitsOutput)));
    }

    [TestMethod]
    public void Two_projects_that_share_a_model_each_get_their_own_copy()
    {
        const string Shared = """<MrqModel Include="../shared/model.tflite" TargetScheme="tflite-int8" Link="model.tflite" />""";
        using var project = new ConsumerProject(Shared);
        project.CopyModel("../shared/model.tflite");
        project.AddProject("Other", Shared);
        project.WriteSolution("consumer/Consumer.csproj", "Other/Other.csproj");

        Assert.AreEqual(2, project.Run("build", "../All.slnx", "-m:2").Succeeded().Conversions);

        CollectionAssert.AreEqual(File.ReadAllBytes(project.PathOf(ConsumerProject.PlainOutput)), File.ReadAllBytes(project.PathOf("../Other/" + ConsumerProject.PlainOutput)));
    }
}
