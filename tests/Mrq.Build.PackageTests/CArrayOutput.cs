namespace Mrq.Build.PackageTests;

/// <summary><c>OutputFormat</c> gives C sources for firmware.</summary>
[TestClass]
public sealed class CArrayOutput
{
    [TestMethod]
    public void Source_and_header_lie_beside_the_model_come_back_when_deleted_and_go_with_clean()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem.Replace("/>", "OutputFormat=\"tflite; c-array\" />", StringComparison.Ordinal));
        project.Build().Succeeded();

        Assert.IsTrue(project.Has(ConsumerProject.PlainOutput));
        var size = new FileInfo(project.PathOf(ConsumerProject.PlainOutput)).Length;
        Assert.Contains($"#define MODEL_TFLITE_INT8_SIZE {size}u", File.ReadAllText(project.PathOf("bin/Debug/net10.0/model.tflite-int8.h")));
        Assert.Contains("#include \"model.tflite-int8.h\"", File.ReadAllText(project.PathOf("bin/Debug/net10.0/model.tflite-int8.c")));

        Assert.AreEqual(0, project.Build().Succeeded().Conversions);
        File.Delete(project.PathOf("obj/Debug/net10.0/mrq/model.tflite-int8.h"));
        Assert.AreEqual(1, project.Build().Succeeded().Conversions);

        project.Run("clean").Succeeded();
        Assert.IsEmpty(project.FilesNamed("model.tflite-int8.*"));
    }

    [TestMethod]
    public void Without_tflite_in_the_list_only_the_sources_are_copied()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem.Replace("/>", "OutputFormat=\"c-array\" />", StringComparison.Ordinal));

        project.Build().Succeeded();

        Assert.IsTrue(project.Has("bin/Debug/net10.0/model.tflite-int8.c"));
        Assert.IsFalse(project.Has(ConsumerProject.PlainOutput));
    }

    [TestMethod]
    public void An_unknown_format_is_MRQ0103()
    {
        using var project = new ConsumerProject(ConsumerProject.PlainItem.Replace("/>", "OutputFormat=\"onnx\" />", StringComparison.Ordinal));

        project.Build().FailedWith("MRQ0103");
    }
}
