namespace Mrq.Build.PackageTests;

/// <summary><c>EmbedAs</c> puts a model into the assembly.</summary>
[TestClass]
public sealed class EmbeddedModel
{
    [TestMethod]
    public void Is_a_resource_of_that_name_on_the_first_build_and_follows_the_model()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem.Replace("/>", "EmbedAs=\"Nets.{scheme}\" />", StringComparison.Ordinal));
        project.Write("Program.cs", """
            using var model = System.Reflection.Assembly.GetExecutingAssembly().GetManifestResourceStream("Nets.tflite-int8")!;
            System.Console.WriteLine($"resource of {model.Length} bytes");
            """);
        project.Build().Succeeded();
        var size = new FileInfo(project.PathOf("obj/Debug/net10.0/mrq/model.tflite-int8.tflite")).Length;

        Assert.Contains($"resource of {size} bytes", Sdk.Run(project.Folder, null, "bin/Debug/net10.0/Consumer.dll").Succeeded().Output);
        Assert.IsFalse(project.Has(ConsumerProject.PlainOutput), "it is in the assembly, not beside it");
        Assert.AreEqual(0, project.Build().Succeeded().Conversions);
    }
}
