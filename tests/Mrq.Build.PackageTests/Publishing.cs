namespace Mrq.Build.PackageTests;

/// <summary>Converted models travel like any other content.</summary>
[TestClass]
public sealed class Publishing
{
    [TestMethod]
    public void Publish_carries_the_model_with_and_without_a_build()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem);

        project.Run("publish", "-c", "Debug", "-o", "first").Succeeded();
        var second = project.Run("publish", "--no-build", "-c", "Debug", "-o", "second").Succeeded();

        Assert.AreEqual(0, second.Conversions);
        Assert.IsTrue(project.Has("first/model.tflite-int8.tflite"));
        Assert.IsTrue(project.Has("second/model.tflite-int8.tflite"));
    }

    [TestMethod]
    [DataRow("-p:Any=1")]
    [DataRow("-graph", "-isolate")]
    public void A_project_that_references_this_one_gets_the_model_and_runs_none_of_the_packages_targets(params string[] switches)
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem, restored: false);
        project.Write("../App/App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><UseAppHost>false</UseAppHost></PropertyGroup>
              <ItemGroup><ProjectReference Include="../consumer/Consumer.csproj" /></ItemGroup>
            </Project>
            """);
        project.Write("../App/Program.cs", "System.Console.WriteLine();");
        project.Run("restore", "../App/App.csproj").Succeeded();

        var result = project.Run(["build", "--no-restore", "../App/App.csproj", .. switches]).Succeeded();

        Assert.AreEqual(1, result.Conversions);
        Assert.IsTrue(project.Has("../App/bin/Debug/net10.0/model.tflite-int8.tflite"));
        Assert.IsFalse(Directory.Exists(project.PathOf("../App/obj/Debug/net10.0/mrq")));
        Assert.AreEqual(0, project.Run(["build", "--no-restore", "../App/App.csproj", .. switches]).Succeeded().Conversions);
    }

    [TestMethod]
    public void The_artifacts_layout_holds_the_model_too()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem, restored: false);

        string[] layout = ["-p:UseArtifactsOutput=true", "-p:ArtifactsPath=" + project.PathOf("artifacts")];
        project.Run(["build", .. layout]).Succeeded();
        Assert.AreEqual(0, project.Run(["publish", "--no-restore", "-c", "Debug", .. layout]).Succeeded().Conversions);
        Assert.AreEqual(0, project.Run(["publish", "--no-build", "-c", "Debug", .. layout]).Succeeded().Conversions);

        Assert.IsTrue(project.Has("artifacts/bin/Consumer/debug/model.tflite-int8.tflite"));
        Assert.IsTrue(project.Has("artifacts/publish/Consumer/debug/model.tflite-int8.tflite"));
        Assert.IsFalse(Directory.Exists(project.PathOf("bin")));
    }
}
