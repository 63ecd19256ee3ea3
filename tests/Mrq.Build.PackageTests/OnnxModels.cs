using Mrq.Testing;

namespace Mrq.Build.PackageTests;

/// <summary>A project with an ONNX model: it is converted, judged and published as any other, and the package's Protobuf is nobody else's business.</summary>
[TestClass]
public sealed class OnnxModels
{
    private const string Output = "bin/Debug/net10.0/model.int8-symmetric.onnx";

    [TestMethod]
    public void Are_built_gated_and_published()
    {
        using var project = new ConsumerProject(Item(minSqnr: 20));
        File.Copy(TestData.PathOf("onnx_cases", "operators", "qdq_conv_u8_s8_sympt_0.onnx"), project.PathOf("model.onnx"));

        Assert.AreEqual(1, project.Build().Succeeded().Conversions);
        Assert.AreEqual(0, project.Build().Succeeded().Conversions);
        project.Run("publish", "--no-build", "-c", "Debug", "-o", "published").Succeeded();

        Assert.IsTrue(project.Has(Output));
        CollectionAssert.AreEqual(File.ReadAllBytes(project.PathOf(Output)), File.ReadAllBytes(project.PathOf("published/model.int8-symmetric.onnx")));

        project.WriteProject(Item(minSqnr: 99));
        project.Build().FailedWith("MRQ4004");
        CollectionAssert.AreEqual(new[] { project.PathOf("published/model.int8-symmetric.onnx") }, project.FilesNamed("model.int8-symmetric.onnx"), "what fails the gate leaves no output");
    }

    [TestMethod]
    public void Are_built_beside_another_version_of_Protobuf()
    {
        using var project = new ConsumerProject(Item(minSqnr: 20) + """<PackageReference Include="Google.Protobuf" Version="3.10.1" />""", restored: false);
        File.Copy(TestData.PathOf("onnx_cases", "operators", "qdq_conv_u8_s8_sympt_0.onnx"), project.PathOf("model.onnx"));
        project.RestoreFrom(LocalFeed.Folder, ConsumerProject.PublicFeed);
        project.Write("Program.cs", "System.Console.WriteLine(typeof(Google.Protobuf.MessageExtensions).Assembly.GetName().Version);");

        Assert.AreEqual(1, project.Build().Succeeded().Conversions);

        Assert.IsTrue(project.Has(Output));
        Assert.Contains("3.10.1", project.Run("exec", project.PathOf("bin/Debug/net10.0/Consumer.dll")).Output);
        CollectionAssert.AreEqual(
            new[] { "3.10.1.0" },
            Directory.GetFiles(project.PathOf("bin"), "Google.Protobuf.dll", SearchOption.AllDirectories).Select(file => System.Reflection.AssemblyName.GetAssemblyName(file).Version!.ToString()).ToArray());
    }

    private static string Item(int minSqnr) => $"""<MrqModel Include="model.onnx" TargetScheme="int8-symmetric" MinSqnr="{minSqnr}" />""";
}
